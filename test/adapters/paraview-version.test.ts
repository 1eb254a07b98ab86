import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readParaViewVersion } from '../../src/adapters/paraview-version.ts';
import { needParaView } from '../support/paraview.ts';
import { shortDirectory } from '../support/short-directory.ts';

t.test('the version is that of the pvserver which the site’s commands lead to', async (t) => {
  needParaView();
  const env = { PATH: process.env.PATH };
  t.match(await readParaViewVersion({ environmentCommands: [], env }), /^5\.\d+\.\d+$/);
  const directory = shortDirectory(t);
  writeFileSync(join(directory, 'pvserver'), '#!/bin/sh\necho noise\necho paraview version 9.1.2-RC1\n');
  chmodSync(join(directory, 'pvserver'), 0o755);
  t.equal(await readParaViewVersion({ environmentCommands: [`PATH=${directory}:$PATH`], env }), '9.1.2-RC1');
  t.equal(await readParaViewVersion({ environmentCommands: ['PATH=/nowhere'], env }), null);
  t.equal(await readParaViewVersion({ environmentCommands: ['sleep 20'], env, timeoutMs: 50 }), null);
});
