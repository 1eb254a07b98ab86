import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { spawnConfined } from './confined-process.ts';

export interface WarmRun {
  passed: boolean;
  timedOut: boolean;
}

/** After so many runs a new process begins: modules that were loaded are never let go. */
const mostRuns = 300;
const program = fileURLToPath(new URL('warm-tests.mjs', import.meta.url));

/** A process that runs one test file after the other (warm-tests.mjs), begun anew when it ends: starting Node and tap costs most. */
export class WarmProcess {
  private child: ChildProcess | null = null;
  private runs = 0;
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** @param mutant its id; null where none is to be active */
  async run(file: string, mutant: string | null, hitLimit: number | undefined, limitMs: number): Promise<WarmRun> {
    if (this.runs >= mostRuns) this.end();
    const child = await this.process();
    this.runs += 1;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, limitMs);
    const answered = answerOf(child, this.runs);
    child.send({ id: this.runs, mutant, file, hitLimit });
    const answer = await answered;
    clearTimeout(timer);
    if (answer === null) this.child = null;
    return { passed: answer?.passed ?? false, timedOut };
  }

  end(): void {
    this.child?.kill('SIGKILL');
    this.child = null;
  }

  private async process(): Promise<ChildProcess> {
    if (this.child !== null && this.child.exitCode === null) return this.child;
    this.runs = 0;
    this.child = spawnConfined(this.root, [program], {}, ['ignore', 'ignore', 'ignore', 'ipc']);
    await answerOf(this.child, 0);
    return this.child;
  }
}

interface Answer {
  id: number;
  passed?: boolean;
}

/** The message with this id: tap sends some of its own. Null when the process ends. */
function answerOf(child: ChildProcess, id: number): Promise<Answer | null> {
  return new Promise((resolve) => {
    const onExit = () => finish(null);
    const onMessage = (message: Answer) => message.id === id && finish(message);
    const finish = (answer: Answer | null) => {
      child.off('message', onMessage).off('exit', onExit);
      resolve(answer);
    };
    child.on('message', onMessage).once('exit', onExit);
  });
}
