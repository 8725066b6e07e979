/** Prints each step with its duration and, on a terminal, a bar while it runs. */
export interface Progress {
  /** Runs one step; prints its title, then what it says of itself and how long it took. */
  step<Result>(title: string, run: () => Promise<Result>, describe?: (result: Result) => string): Promise<Result>;
  /** Shows how far a step of known length is. */
  advance(done: number, total: number, label: string): void;
}

const BAR_WIDTH = 24;

function bar(done: number, total: number): string {
  const filled = Math.round((done / Math.max(total, 1)) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
}

export interface ProgressOptions {
  readonly out: NodeJS.WriteStream;
  readonly now: () => number;
}

export function createProgress({ out, now }: ProgressOptions): Progress {
  const started = now();
  let printedPercent = -1;

  function clearLine(): void {
    if (out.isTTY) out.write('\r\x1b[K');
  }

  return {
    async step(title, run, describe) {
      const stepStarted = now();
      printedPercent = -1;
      if (out.isTTY) out.write(`… ${title}`);
      try {
        const result = await run();
        clearLine();
        const detail = describe ? `  ${describe(result)}` : '';
        out.write(`✓ ${title.padEnd(44)} ${((now() - stepStarted) / 1_000).toFixed(1).padStart(6)} s${detail}\n`);
        return result;
      } catch (error) {
        clearLine();
        out.write(`✗ ${title} failed after ${((now() - stepStarted) / 1_000).toFixed(1)} s\n`);
        throw error;
      }
    },
    advance(done, total, label) {
      const elapsed = ((now() - started) / 1_000).toFixed(0);
      const text = `  ${bar(done, total)} ${String(done).padStart(3)}/${total}  ${label}  ${elapsed} s`;
      if (out.isTTY) {
        out.write(`\r\x1b[K${text}`);
        return;
      }
      // A log has no cursor to move back: a line every quarter is progress enough.
      const percent = Math.floor((done / Math.max(total, 1)) * 4);
      if (percent > printedPercent) out.write(`${text}\n`);
      printedPercent = percent;
    },
  };
}
