/**
 * Makes the function that says what a set-up is doing: one numbered line for each step, with its time.
 *
 *     [2/6] Python environment … up to date
 *     [3/6] Python packages …
 *           12 s: Collecting vtk==9.7.2
 *           done in 61.3 s
 *
 * @param {{ total: number, write?: (text: string) => void }} options `total` counts the steps that will be announced.
 * @returns {Announce}
 *
 * @typedef {(line: string) => void} Report takes what is being done now; of many lines in a short time the last is shown.
 * @typedef {(title: string, work: (report: Report) => Promise<string | undefined>) => Promise<void>} Announce runs a step;
 *   the text that `work` resolves to ("up to date") takes the place of the time.
 */
export function createAnnouncer({ total, write = (text) => process.stdout.write(text) }) {
  let number = 0;
  return async function announce(title, work) {
    number += 1;
    const started = Date.now();
    const seconds = () => (Date.now() - started) / 1000;
    const indent = ' '.repeat(`[${number}/${total}] `.length);
    let lastReportMs = started;
    let onOwnLine = false;
    write(`[${number}/${total}] ${title} … `);
    const report = (line) => {
      if (Date.now() - lastReportMs < reportIntervalMs) return;
      lastReportMs = Date.now();
      write(`${onOwnLine ? '' : '\n'}${indent}${seconds().toFixed(0)} s: ${line.trim().slice(0, 110)}\n`);
      onOwnLine = true;
    };
    try {
      const outcome = (await work(report)) ?? `done in ${seconds().toFixed(1)} s`;
      write(`${onOwnLine ? indent : ''}${outcome}\n`);
    } catch (error) {
      write(`${onOwnLine ? indent : ''}failed after ${seconds().toFixed(1)} s\n`);
      throw error;
    }
  };
}

const reportIntervalMs = 3_000;
