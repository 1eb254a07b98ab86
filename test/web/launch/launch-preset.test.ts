import t from 'tap';
import { initialForm } from '../../../src/web/launch/launch-form.ts';
import { hasPresets, presetOf, presetTarget, withPreset } from '../../../src/web/launch/launch-preset.ts';
import { isosurfaceApp, sampleApp } from '../../support/fake-samples.ts';

const app = isosurfaceApp();
const typed = {
  ...initialForm(app, {}),
  name: 'mine',
  dataDirectory: '/data/run 1',
  parameters: { ...initialForm(app, {}).parameters, iso: '0.25', shadows: false },
  runOn: 'job' as const,
  job: { nodes: '4' },
  connectTo: 'pv1',
};

t.test('a preset keeps what was typed, but for the name and the server', (t) => {
  const values = JSON.parse(JSON.stringify(presetOf(typed)));
  t.match(values, { data_directory: '/data/run 1', run_on: 'job', 'parameters.iso': '0.25', 'resources.nodes': '4' });
  const fresh = { ...initialForm(app, {}), name: 'other' };
  t.strictSame(withPreset(app, fresh, values), { ...typed, name: 'other', connectTo: '' });
  t.end();
});

t.test('what does not fit any more is left out', (t) => {
  const fresh = initialForm(app, {});
  const values = { 'parameters.iso': 7, 'parameters.gone': 'x', 'parameters.shadows': 'yes', run_on: 'moon' };
  t.strictSame(withPreset(app, fresh, values), fresh);
  t.strictSame(withPreset(app, fresh, { 'parameters.iso': 0.75 }).parameters.iso, '0.75');
  t.end();
});

t.test('an app that asks for nothing has none', (t) => {
  t.equal(presetTarget(app), `app:${app.id}`);
  t.notOk(hasPresets(sampleApp(), false));
  t.ok(hasPresets(sampleApp(), true));
  t.ok(hasPresets(app, false));
  t.end();
});
