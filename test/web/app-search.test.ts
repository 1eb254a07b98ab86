import t from 'tap';
import { groupApps, searchApps } from '../../src/web/app-search.ts';
import { sampleApp } from '../support/fake-samples.ts';

const flow = sampleApp({
  id: 'flow',
  name: 'Écoulement',
  description: 'CFD results',
  category: 'Physics',
  tags: ['mesh'],
});
const cone = sampleApp({ id: 'cone', name: 'Cone', category: '' });
const wing = sampleApp({ id: 'wing', name: 'Wing', category: 'Aerodynamics' });

t.test('every word has to be found somewhere, whatever its case and accents', async (t) => {
  const found = (query: string) => searchApps([flow, cone, wing], query).map(({ id }) => id);
  t.same(found('ECOUL'), ['flow']);
  t.same(found('mesh cfd'), ['flow']);
  t.same(found('mesh wing'), []);
  t.same(found('aero'), ['wing']);
  t.same(found('  '), ['flow', 'cone', 'wing']);
});

t.test('groups are in alphabetical order, and apps without a category come last', async (t) => {
  t.same(
    groupApps([cone, flow, wing]).map(({ category }) => category),
    ['Aerodynamics', 'Physics', 'Other'],
  );
});
