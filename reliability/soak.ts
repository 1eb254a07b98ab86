/**
 * Ordinary use, compressed: for half an hour apps are launched, opened, used, restarted, stopped and removed, pages come and go,
 * logs are followed, files move through the proxy, app files change, apps fail. The daemon's memory is noted every ten seconds, and
 * at the end what it holds is compared with what it held at the beginning.
 *
 *     npm run soak -- [--minutes 30] [--seed 1] [--quick] [--write] [--main FILE]
 */
import { saveFigures } from './figures.ts';
import { readProgramOptions } from './load/program-options.ts';
import { withRunDirectory } from './load/run-directory.ts';
import { runSoak } from './load/run-soak.ts';
import { plotSoak } from './load/soak-plot.ts';
import { reportSoak, soakFigures } from './load/soak-report.ts';

const options = readProgramOptions(process.argv.slice(2));

await withRunDirectory(options, async ({ main, home, ending }) => {
  const { minutes, seed, quick } = options;
  const sampleEveryMs = quick ? 1000 : Math.max(10_000, (minutes * 60_000) / 190);
  const result = await runSoak({ main, home, ending, seed, minutes, sampleEveryMs, say: console.log });
  const problems = reportSoak(result, console.log);
  if (options.write) {
    const figures = soakFigures(result);
    saveFigures('soak', figures);
    plotSoak(figures);
  }
  process.exitCode = problems.length === 0 ? 0 : 1;
});
