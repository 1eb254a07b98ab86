import fc from 'fast-check';
import t from 'tap';
import { findLaunchToken, removeLaunchToken } from '../../src/domain/launch-token.ts';

t.test('the token is found wherever it stands in the query', async (t) => {
  t.equal(findLaunchToken('/?launch_token=abc'), 'abc');
  t.equal(findLaunchToken('/?k=1&launch_token=a-_b&k=2#f'), 'a-_b');
  t.equal(findLaunchToken('/?launch%5Ftoken=abc'), 'abc');
  t.equal(findLaunchToken('/?launch_token='), null);
  t.equal(findLaunchToken('/launch_token=abc'), null);
  t.equal(findLaunchToken('/?xlaunch_token=abc'), null);
  t.equal(findLaunchToken('/?%zz=1&launch_token=a+b%20c'), 'a b c');
  t.equal(findLaunchToken('/?launch_token=%zz'), '%zz', 'one that cannot be decoded opens nothing, but is one');
  t.equal(findLaunchToken('/?launch_token=a=b#launch_token=c'), 'a=b');
  t.equal(findLaunchToken('/'), null);
});

t.test('it is removed, and everything else stays byte for byte', async (t) => {
  t.equal(removeLaunchToken('/a%2Fb?x=%2F&launch_token=abc&&y=%zz'), '/a%2Fb?x=%2F&&y=%zz');
  t.equal(removeLaunchToken('/a?launch_token=abc'), '/a');
  t.equal(removeLaunchToken('/a?launch_token=abc&launch_token=d&launch%5ftoken=e'), '/a');
  t.equal(removeLaunchToken('http://h/a?launch_token=abc#f'), 'http://h/a#f');
  t.equal(removeLaunchToken('/a?'), '/a?');
  t.equal(removeLaunchToken('/a?%'), '/a?%');
  t.equal(removeLaunchToken('/launch_token=1'), '/launch_token=1');
  t.equal(removeLaunchToken('/a?b#launch_token=c'), '/a?b#launch_token=c');
  t.equal(removeLaunchToken('/a?LAUNCH_TOKEN=1'), '/a?LAUNCH_TOKEN=1', 'a parameter of the app');
});

t.test('no target keeps a token', async () => {
  const pairs = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constant('launch_token=T'), fc.constant('launch%5Ftoken=T')),
  );
  fc.assert(fc.property(pairs, (parts) => findLaunchToken(removeLaunchToken(`/?${parts.join('&')}`)) === null));
});
