import { Cron } from 'croner';
import { AwsServiceError } from '../json-service.ts';

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * When a schedule fires next.
 *
 * @param expression - `cron(minutes hours day-of-month month day-of-week year)`, `rate(5 minutes)` or `at(2020-03-02T09:00:00)`.
 * @param timeZone - Of cron and at; an IANA name.
 * @param afterMs - Strictly later than this.
 * @param createdAtMs - Where a rate begins to count.
 * @returns Milliseconds since the epoch; undefined when it never fires again.
 * @throws {AwsServiceError} `ValidationException` for an expression or time zone that is none.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function nextFireMs(
  expression: string,
  timeZone: string,
  { afterMs, createdAtMs }: { afterMs: number; createdAtMs: number },
): number | undefined {
  const [, kind, argument = ''] = /^(cron|rate|at)\((.+)\)$/.exec(expression) ?? [];
  try {
    if (kind === 'rate') return nextRateMs(argument, { afterMs, createdAtMs });
    if (kind === 'at') {
      const at = new Cron(argument, { timezone: timeZone, paused: true, allowPast: true }).nextRun(new Date(0));
      return at !== null && at.getTime() > afterMs ? at.getTime() : undefined;
    }
    if (kind === 'cron') return cronJob(argument, timeZone).nextRun(new Date(afterMs))?.getTime();
  } catch (error) {
    throw invalid(expression, timeZone, error);
  }
  throw invalid(expression, timeZone);
}

/** AWS has no seconds and counts Sunday as 1; of its two day fields one is always `?`, any. */
function cronJob(argument: string, timeZone: string): Cron {
  const fields = argument.trim().split(/\s+/);
  if (fields.length !== 6) throw new TypeError(`a cron expression has 6 fields, and this has ${fields.length}`);
  const [, , dayOfMonth, , dayOfWeek] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw new TypeError('exactly one of the two day fields must be ?');
  const pattern = ['0', ...fields.map((field) => (field === '?' ? '*' : field))].join(' ');
  return new Cron(pattern, {
    timezone: timeZone,
    mode: '7-part',
    alternativeWeekdays: true,
    sloppyRanges: true,
    paused: true,
  });
}

function nextRateMs(argument: string, { afterMs, createdAtMs }: { afterMs: number; createdAtMs: number }): number {
  const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(argument) ?? [];
  const periodMs = Number(count) * (UNIT_MS[unit] ?? Number.NaN);
  if (!(periodMs > 0)) throw new TypeError('a rate is a number and minutes, hours or days');
  return createdAtMs + (Math.floor((afterMs - createdAtMs) / periodMs) + 1) * periodMs;
}

function invalid(expression: string, timeZone: string, cause?: unknown): AwsServiceError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new AwsServiceError(
    'ValidationException',
    `Invalid Schedule Expression ${expression} in ${timeZone}${reason}`,
  );
}
