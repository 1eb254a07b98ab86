/**
 * The daemon under load: 200 instances listed, 20 started at once (three times), 500 websockets with messages both ways, 50 pages
 * that watch, and beside them API calls at a steady rate, of which each one's time is measured from the moment it was to be made.
 *
 *     npm run load -- [--seed 1] [--quick] [--write] [--main FILE] [--profile DIR]
 */
import { saveFigures } from './figures.ts';
import { loadFigures, reportLoad } from './load/load-report.ts';
import { readProgramOptions } from './load/program-options.ts';
import { withRunDirectory } from './load/run-directory.ts';
import { fullScale, type LoadScale, runLoad } from './load/run-load.ts';

const quickScale: LoadScale = {
  ...fullScale,
  ended: 20,
  running: 4,
  atOnce: 4,
  rounds: 1,
  websockets: 40,
  watchers: 8,
  pauseMs: 1500,
};

const options = readProgramOptions(process.argv.slice(2));
const scale = options.quick ? quickScale : fullScale;

await withRunDirectory(options, async ({ main, home, ending }) => {
  const nodeArguments = options.profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
  const result = await runLoad({ main, home, scale, seed: options.seed, nodeArguments, ending, say: console.log });
  const problems = reportLoad(result, scale, console.log);
  if (options.write && problems.length === 0) saveFigures('load', loadFigures(result, scale));
  process.exitCode = problems.length === 0 ? 0 : 1;
});
