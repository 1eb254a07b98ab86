/**
 * The daemon's proxy beside its peers: pushes, echoes, transfers and small requests, in interleaved rounds. Prints medians and
 * ratios to the direct connection, and whether each figure is where it must be. docs/performance.md says more.
 *
 *     npm run bench -- proxy-speed [--quick] [--only=push,echo] [--peers=direct,trame-manager,nginx] [--rounds=7] [--patient] [--write]
 */
import { readOptions } from './proxy/options.ts';
import { createReport } from './proxy/report.ts';
import { runRounds } from './proxy/rounds.ts';
import { speedTasks } from './proxy/speed-tasks.ts';
import { withPeers } from './proxy/with-peers.ts';

const options = readOptions(process.argv.slice(2));
const rounds = options.rounds ?? (options.quick ? 2 : 7);
const report = createReport(options);
const tasks = speedTasks(options.quick).filter((task) =>
  task.figures.some((figure) => options.figures.includes(figure)),
);

if (tasks.length > 0) {
  await withPeers(
    options,
    () => true,
    async (peers) => {
      for (const task of tasks) {
        const samples = await runRounds(task, peers, { rounds, patient: options.patient });
        for (const [index, figure] of task.figures.entries()) report.add(figure, rounds, samples[index] ?? {});
      }
    },
  );
  report.finish();
}
