import t from 'tap';
import { filterInstances, isFiltering, noFilter, stateChoices } from '../../../src/web/table/instance-filter.ts';
import { sampleInstance } from '../../support/fake-samples.ts';

const instances = [
  sampleInstance({ id: 'a', name: 'Écoulement', app: 'iso', app_name: 'Isosurface', host: 'node1' }),
  sampleInstance({ id: 'b', name: 'wing', host: 'node2', state: 'lost' }),
  sampleInstance({ id: 'c', name: 'wing 2', host: 'node2', state: 'failed' }),
  sampleInstance({ id: 'd', name: 'old', host: 'node1', state: 'stopped' }),
];

t.test('every word has to be in name, app or host; the state has to fit, too', async (t) => {
  const found = (change: object) => filterInstances(instances, { ...noFilter, ...change }).map(({ id }) => id);
  t.same(found({}), ['a', 'b', 'c', 'd']);
  t.same(found({ query: 'ECOUL iso node1' }), ['a']);
  t.same(found({ query: 'wing', state: 'running' }), ['b'], 'a lost one is not known to have ended');
  t.same(found({ query: ' wing', state: 'ended' }), ['c']);
  t.same(found({ state: 'stopped' }), ['d']);
  t.same(found({ query: 'cfd' }), [], 'the data directory is not searched');
});

t.test('states are offered with what the search leaves of them; the chosen one stays with none', async (t) => {
  t.same(
    stateChoices(instances, { query: 'wing', state: 'ready' }).map(({ choice, count }) => [choice, count]),
    [
      ['all', 2],
      ['running', 1],
      ['ended', 1],
      ['ready', 0],
      ['failed', 1],
      ['lost', 1],
    ],
  );
  t.same([isFiltering(noFilter), isFiltering({ query: ' ', state: 'all' })], [false, false]);
  t.ok(isFiltering({ query: '', state: 'lost' }));
});
