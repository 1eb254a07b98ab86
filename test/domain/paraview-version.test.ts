import t from 'tap';
import { findParaViewVersion } from '../../src/domain/paraview-version.ts';

t.test('the version is found in what pvserver prints', async (t) => {
  t.equal(findParaViewVersion('paraview version 5.11.0\n'), '5.11.0');
  t.equal(findParaViewVersion('libGL warning\nparaview version 5.13 \nmore'), '5.13');
  t.equal(findParaViewVersion('paraview version 5.12.0-RC1'), '5.12.0-RC1');
  t.equal(findParaViewVersion('paraview version 10.10.10'), '10.10.10');
});

t.test('nothing else is taken for a version', async (t) => {
  for (const text of [
    '',
    'paraview version',
    'paraview version five',
    'my paraview version 5.11.0',
    'paraview version 5.11.0 or so',
    `paraview version 5.11.0${'x'.repeat(60)}`,
  ]) {
    t.equal(findParaViewVersion(text), null, text);
  }
});
