/** How long a newer question waits for an older one, in ms: the daemon is not asked for every key that is pressed. */
const defaultPatienceMs = 300;

/** Asks one question after the other, skips those that were overtaken while they waited, and tells the newest answer alone. */
export class NewestAnswer<Question, Answer> {
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #tell: (answer: Answer | null, question: Question) => void;
  readonly #patienceMs: number;
  #next: { question: Question } | null = null;
  #newest = 0;
  #isRunning = false;

  /** `tell` gets null for a question that failed. */
  constructor(
    ask: (question: Question) => Promise<Answer>,
    tell: (answer: Answer | null, question: Question) => void,
    patienceMs = defaultPatienceMs,
  ) {
    this.#ask = ask;
    this.#tell = tell;
    this.#patienceMs = patienceMs;
  }

  ask(question: Question): void {
    this.#newest += 1;
    this.#next = { question };
    if (!this.#isRunning) void this.#run();
  }

  /** No answer counts any more. */
  forget(): void {
    this.#newest += 1;
    this.#next = null;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#next; next !== null; next = this.#next) {
      this.#next = null;
      const { question } = next;
      const number = this.#newest;
      const told = this.#ask(question)
        .catch(() => null)
        .then((answer) => {
          if (number === this.#newest) this.#tell(answer, question);
        });
      await this.#untilOverdue(told);
    }
    this.#isRunning = false;
  }

  async #untilOverdue(told: Promise<void>): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const overdue = new Promise((resolve) => {
      timer = setTimeout(resolve, this.#patienceMs);
    });
    await Promise.race([told, overdue]);
    clearTimeout(timer);
  }
}
