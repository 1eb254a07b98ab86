import t from 'tap';
import { NotificationChoice } from '../../../src/web/notifications/notification-choice.ts';

type Permission = 'default' | 'granted' | 'denied';

function browser(answer: Permission = 'granted') {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (k: string, v: string) => kept.set(k, v),
  };
  const permissions = {
    isSecure: true,
    permission: 'default' as Permission | null,
    asked: 0,
    current: () => permissions.permission,
    async request() {
      permissions.asked += 1;
      permissions.permission = answer;
      return answer;
    },
  };
  const open = (path = '/a/') => new NotificationChoice(storage as never, path, permissions);
  return { permissions, open };
}

t.test('nothing is asked before a click, and a yes holds for later pages', async (t) => {
  const { permissions, open } = browser();
  const choice = open();
  const heard: string[] = [];
  choice.onAnswer((state) => heard.push(state));
  t.equal(choice.state, 'unasked');
  t.equal(permissions.asked, 0);
  await choice.turnOn();
  t.same([choice.state, open().state, permissions.asked, heard], ['on', 'on', 1, ['on']]);
  t.equal(open('/b/').state, 'unasked', 'the pages of another user choose for themselves');
  choice.turnOff();
  t.equal(open().state, 'off');
});

t.test('a no is never asked about again, whether given to the page or to the browser', async (t) => {
  const page = browser();
  page.open().turnOff();
  t.same([page.open().state, page.permissions.asked], ['off', 0]);
  const refusing = browser('denied');
  await refusing.open().turnOn();
  t.equal(refusing.open().state, 'blocked');
  const dismissing = browser('default');
  await dismissing.open().turnOn();
  t.equal(dismissing.open().state, 'off', 'closing the question is an answer');
});

t.test('where it cannot be, it says why', async (t) => {
  const { permissions, open } = browser();
  t.equal(Object.assign(permissions, { permission: null }) && open().state, 'unsupported');
  t.equal(Object.assign(permissions, { isSecure: false }) && open().state, 'insecure');
});

t.test('a permission that was taken back is not "on", and storage that refuses holds for the page', async (t) => {
  const { permissions, open } = browser();
  await open().turnOn();
  permissions.permission = 'denied';
  t.equal(open().state, 'blocked');
  const refuse = () => {
    throw new Error('refused');
  };
  permissions.permission = 'granted';
  const choice = new NotificationChoice({ getItem: refuse, setItem: refuse, removeItem: refuse }, '/', permissions);
  await choice.turnOn();
  t.equal(choice.state, 'on');
});
