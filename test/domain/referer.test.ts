import t from 'tap';
import { passedReferer } from '../../src/domain/referer.ts';

const base = '/hubs/user/alice%20b/tm/';
const passed = (referer: string) => passedReferer(referer, base, 40_123);

t.test("the instance's own pages pass, without a launch token", async (t) => {
  for (const own of [
    `https://h:8/${base.slice(1)}proxy/40123/a%2Fb?x=1#y`,
    `http://h${base}proxy/absolute/40123/`,
    `http://h${base}proxy/n1:40123/a`,
    'http://h/hubs/user/alice b/tm/proxy/40123/',
  ])
    t.equal(passed(own), own);
  t.equal(passed(`http://h${base}proxy/40123/?a&launch_token=T`), `http://h${base}proxy/40123/?a`);
});

t.test('of every other page the origin passes', async (t) => {
  for (const other of [
    `http://h:8/hubs/user/alice%20b/lab?token=T`,
    'http://h:8/hubs/hub/login?next=%2Fhubs%2Fhub%2Fapi%2Foauth2%2Fauthorize%3Fstate%3DS',
    `http://h:8${base}?token=T`,
    `http://h:8${base}proxy/40124/?k=secret`,
    `http://h:8${base}proxy/401230/`,
    `http://h:8/elsewhere${base}proxy/40123/`,
    `http://h:8?next=${base}proxy/40123/`,
    `http://user:password@h:8/`,
  ])
    t.equal(passed(other), 'http://h:8/', other);
  t.equal(passed('android-app://org.example/x'), 'android-app://org.example/');
});

t.test('what is no address does not pass', async (t) => {
  for (const nothing of ['', 'about:blank', '/lab?token=T', 'token=T']) t.equal(passed(nothing), null, nothing);
});
