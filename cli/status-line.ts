/** One line that says what is under way, for work that takes longer than a moment. */
export interface StatusLine {
  /** Shows a text in place of the one before; nothing in the first two seconds. */
  show(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

export interface StatusLineOptions {
  readonly out: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;
  /** Milliseconds; any start. */
  readonly now: () => number;
}

const QUIET_MS = 2_000;
const TERMINAL_INTERVAL_MS = 100;
/** A log has no cursor to move back: a line now and then is enough. */
const LOG_INTERVAL_MS = 10_000;

export function createStatusLine({ out, now }: StatusLineOptions): StatusLine {
  const started = now();
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show(text) {
      const time = now();
      const interval = out.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
      if (time - started < QUIET_MS || time - shownAt < interval) return;
      shownAt = time;
      isShown = out.isTTY;
      const seconds = Math.floor((time - started) / 1_000);
      out.write(out.isTTY ? `\r\x1b[K… ${text}, ${seconds} s` : `… ${text}, ${seconds} s\n`);
    },
    clear() {
      if (isShown) out.write('\r\x1b[K');
      isShown = false;
    },
  };
}

/** Shows a text as long as a piece of work takes that tells nothing of itself. */
export async function showWhile<Result>(status: StatusLine, text: string, work: Promise<Result>): Promise<Result> {
  const timer = setInterval(() => status.show(text), TERMINAL_INTERVAL_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** `312 kB`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1_000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : value.toFixed(0)} ${units[power]}`;
}

/** `45 % of 1.2 GB`. */
export function formatShare(done: number, total: number): string {
  return `${Math.floor((done / Math.max(total, 1)) * 100)} % of ${formatBytes(total)}`;
}
