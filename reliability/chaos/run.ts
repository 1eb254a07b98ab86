import { chaosApps } from './apps.ts';
import { waitForTruth } from './audit.ts';
import { expectOutcome, issue } from './commands.ts';
import { type ChaosDaemon, startDaemon } from './daemon.ts';
import type { Expected } from './ledger.ts';
import { markedProcesses } from './marked-processes.ts';
import { type Chance, chanceOf } from './random.ts';
import type { Tally } from './tally.ts';
import type { Workshop } from './workshop.ts';

/** So many instances run before something is done to one of them. */
const leastRunning = 4;
const mostCards = 12;

export interface ChaosRunOptions {
  seed: number;
  /** No round begins later than this. */
  minutes: number;
  signal?: AbortSignal;
  say: (text: string) => void;
}

/** What the faults share: one workshop, the daemon that runs in it now, and what has to be true. */
export class ChaosRun {
  readonly workshop: Workshop;
  readonly seed: number;
  readonly chance: Chance;
  readonly expected: Expected[] = [];
  readonly nextName: () => number;
  readonly signal: AbortSignal | undefined;
  readonly #deadline: number;
  readonly say: (text: string) => void;
  #daemon: ChaosDaemon | null = null;

  constructor(workshop: Workshop, options: ChaosRunOptions) {
    this.workshop = workshop;
    this.seed = options.seed;
    this.signal = options.signal;
    this.chance = chanceOf(options.seed);
    this.#deadline = performance.now() + options.minutes * 60_000;
    this.say = options.say;
    let names = 0;
    this.nextName = () => ++names;
  }

  isOver(): boolean {
    return this.signal?.aborted === true || performance.now() > this.#deadline;
  }

  /** What is left of its time, for another run beside it. */
  optionsLeft(): ChaosRunOptions {
    const minutes = (this.#deadline - performance.now()) / 60_000;
    const { seed, say, signal } = this;
    return { seed, minutes, say, ...(signal === undefined ? {} : { signal }) };
  }

  /** The daemon that runs, listening; one is started where there is none. */
  async currentDaemon(): Promise<ChaosDaemon> {
    const daemon = this.#daemon ?? this.replaceDaemon();
    await daemon.listens();
    return daemon;
  }

  /** Starts the next one. The one before has to be gone. `command` stands before the node program. */
  replaceDaemon(command: string[] = []): ChaosDaemon {
    this.#daemon = startDaemon(this.workshop, command);
    return this.#daemon;
  }

  async endDaemon(): Promise<void> {
    await this.#daemon?.end('SIGKILL');
    this.#daemon = null;
  }

  /** Waits until the list is true again, and notes how long it took since `sinceMs`, or what is wrong. */
  async recover(tally: Tally, daemon: ChaosDaemon, sinceMs: number, where: string): Promise<void> {
    tally.tries += 1;
    await daemon.listens();
    const truth = await waitForTruth(this.workshop, daemon, this.expected);
    if ('trueAt' in truth) {
      tally.recoveriesMs.push(truth.trueAt - sinceMs);
      return;
    }
    tally.complain(truth.complaint, `seed ${this.seed}, ${where}`);
    this.say(tally.problems.at(-1) ?? '');
    await this.#startOver();
  }

  /** Launches what is missing, and removes cards that are too many. */
  async populate(tally: Tally): Promise<void> {
    const daemon = await this.currentDaemon();
    const lasting = chaosApps.filter(({ fails }) => !fails);
    const running = this.expected.filter(({ lives }) => lives.has('same'));
    const ended = this.expected.filter(({ lives }) => lives.has('ended'));
    const launches = Array.from({ length: leastRunning - running.length }, () => {
      const name = `n${this.nextName()}`;
      const app = this.chance.pick(lasting);
      const target: Expected = { app, id: null, names: new Set([name]), lives: new Set(['absent']), processes: [] };
      return { kind: 'launch', target, name, afterMs: 0 } as const;
    });
    const removals = ended
      .slice(0, Math.max(0, this.expected.length - mostCards))
      .map((target) => ({ kind: 'remove', target, name: '', afterMs: 0 }) as const);
    const commands = [...launches, ...removals];
    if (commands.length === 0) return;
    expectOutcome(await Promise.all(commands.map((command) => issue(daemon, command, this.expected))));
    const truth = await waitForTruth(this.workshop, daemon, this.expected);
    if ('complaint' in truth) tally.complain(truth.complaint, `seed ${this.seed}, preparing`);
  }

  async close(): Promise<void> {
    await this.endDaemon();
    this.workshop.close();
  }

  pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, durationMs));
  }

  report(fault: string, done: number, rounds: number): void {
    if (done % 25 === 0 || done === rounds) this.say(`${fault}: ${done} of ${rounds}`);
  }

  /** After a complaint everything is ended and forgotten, so that one mistake is counted once. */
  async #startOver(): Promise<void> {
    const daemon = await this.currentDaemon();
    for (const { id } of (await daemon.list()) ?? []) await daemon.call('DELETE', `/api/v1/instances/${id}`);
    for (const { pid } of markedProcesses(this.workshop.stateDirectory)) process.kill(pid, 'SIGKILL');
    this.expected.length = 0;
  }
}
