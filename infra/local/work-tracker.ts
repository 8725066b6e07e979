/** Counts what the runtime still owes: stream records, events, asynchronous invocations, executions. */
export class WorkTracker {
  readonly #outstanding = new Map<string, number>();
  #waiting: (() => void)[] = [];

  /** Marks one piece of work as begun; the answer ends it, once. */
  begin(kind: string): () => void {
    this.#outstanding.set(kind, (this.#outstanding.get(kind) ?? 0) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = (this.#outstanding.get(kind) ?? 1) - 1;
      if (left === 0) this.#outstanding.delete(kind);
      else this.#outstanding.set(kind, left);
      if (this.#outstanding.size === 0) this.#settle();
    };
  }

  /** How much of each kind is outstanding; kinds with none are absent. */
  outstanding(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#outstanding);
  }

  /** Resolves as soon as nothing is outstanding. */
  async idle(): Promise<void> {
    while (this.#outstanding.size > 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #settle(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
