import t from 'tap';
import { parseFeedEvent } from '../../src/web/parse-feed-event.ts';

t.test('what this page does not know is left out', async (t) => {
  t.same(parseFeedEvent('{"type":"instance_removed","seq":3,"id":"a"}'), { type: 'instance_removed', seq: 3, id: 'a' });
  for (const data of ['', '{', 'null', '7', '{"type":"servers","seq":1}', '{"type":"instance","instance":{}}']) {
    t.equal(parseFeedEvent(data), null, data);
  }
});
