import { ManagerError } from '../domain/errors.ts';
import { isLive } from '../domain/instance.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import type { InstanceContext } from './instance-context.ts';
import { defaultName } from './instance-request.ts';

/** What a start was granted. */
export interface Slot {
  id: string;
  app: string;
  name: string;
  /** The number in `/proxy/<number>/`. */
  number: number;
  /** Null with a unix socket, and for a job, which finds a port on its node. */
  port: number | null;
}

/** Grants starts one after the other, so that two at once never get the same number, port or default name. */
export class InstanceSlots {
  /** Granted and not in the book yet. */
  readonly #granted = new Map<string, Slot>();
  readonly #context: InstanceContext;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: InstanceContext) {
    this.#context = context;
  }

  isGranted(id: string): boolean {
    return this.#granted.has(id);
  }

  /** To be called once the instance is in the book, or failed. */
  settle(slot: Slot): void {
    this.#granted.delete(slot.id);
  }

  /**
   * A slot for a new instance; `name` null: the default one; `asJob`: it needs no port here.
   * @throws ManagerError already_running, too_many_instances, launch_failed
   */
  grant(id: string, app: TrameApp, name: string | null, asJob: boolean): Promise<Slot> {
    return this.#inTurn(async () => {
      this.#checkLimits(id, app);
      const names = new Set([
        ...this.#entries().map(({ record }) => record.name),
        ...this.#pending(id).map((slot) => slot.name),
      ]);
      const port = await this.#reserve(id, this.#formerNumbers(app.id));
      return this.#note(
        { id, app: app.id, name: name ?? defaultName(app, names), number: port, port },
        asJob || app.unixSocket,
      );
    });
  }

  /** A slot for another run of an instance: its number and, if it is free, its port. @throws ManagerError as `grant` */
  regrant(id: string, app: TrameApp, asJob: boolean): Promise<Slot> {
    return this.#inTurn(async () => {
      this.#checkLimits(id, app);
      const { record } = this.#context.book.need(id);
      const port = await this.#reserve(id, [record.number, record.port ?? record.number]);
      const number = this.#taken(id).has(record.number) || record.number === 0 ? port : record.number;
      return this.#note({ id, app: app.id, name: record.name, number, port }, asJob || app.unixSocket);
    });
  }

  async #note(slot: Slot & { port: number }, withoutPort: boolean): Promise<Slot> {
    // The port only served to find a number that nobody has.
    if (withoutPort) await this.#context.host.ports.release(slot.port);
    const granted = withoutPort ? { ...slot, port: null } : slot;
    this.#granted.set(slot.id, granted);
    return granted;
  }

  #checkLimits(id: string, app: TrameApp): void {
    const running = [
      ...this.#entries()
        .filter(({ record, instance }) => record.id !== id && isLive(instance.state))
        .map(({ record }) => record.app),
      ...this.#pending(id).map((slot) => slot.app),
    ];
    if (app.singleInstance && running.includes(app.id)) {
      throw new ManagerError('already_running', `"${app.name}" runs already, and it runs only once at a time.`);
    }
    const { maximum } = this.#context.site.instances;
    if (running.length >= maximum) {
      throw new ManagerError(
        'too_many_instances',
        `${running.length} instances run already; ${maximum} may run at once.`,
      );
    }
  }

  async #reserve(id: string, preferred: number[]): Promise<number> {
    try {
      return await this.#context.host.ports.reserve(preferred, this.#taken(id));
    } catch (error) {
      if (error instanceof ManagerError) throw error;
      throw new ManagerError('launch_failed', 'No free TCP port was found on this machine.', { cause: error });
    }
  }

  /** Numbers and ports of other instances that run; those on other hosts keep their numbers, too. */
  #taken(id: string): Set<number> {
    const others = this.#entries().filter(
      ({ record, instance }) => record.id !== id && (isLive(instance.state) || instance.state === 'lost'),
    );
    const numbers = others.flatMap(({ record }) => [record.number, record.port ?? record.number]);
    return new Set([...numbers, ...this.#pending(id).flatMap((slot) => [slot.number, slot.port ?? slot.number])]);
  }

  /** Of the app's ended instances, the last one first: a browser's cache holds what it got below such a number. */
  #formerNumbers(app: string): number[] {
    return this.#entries()
      .filter(({ record }) => record.app === app && record.number > 0)
      .sort((a, b) => (a.record.started_at < b.record.started_at ? 1 : -1))
      .map(({ record }) => record.number);
  }

  #entries() {
    return [...this.#context.book.entries.values()];
  }

  #pending(id: string): Slot[] {
    return [...this.#granted.values()].filter((slot) => slot.id !== id && !this.#context.book.entries.has(slot.id));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
