import type { Samples } from './samples.ts';
import type { Split } from './split.ts';
import type { WalkForwardOptions } from './walk-forward.ts';

/** The definitions of purge and embargo, row against row, as plainly as they can be said: what the sweep is held to. */

export type Roles = readonly ('train' | 'test' | 'purged' | 'embargoed' | 'gap' | 'outside')[];

const time = (values: Float64Array, row: number): number => values[row] ?? Number.NaN;

export function distinctDates({ start }: Samples): number[] {
  return [...new Set(start)].sort((a, b) => a - b);
}

/** numpy's array_split: the first n mod k parts are one longer. */
export function arraySplit<T>(values: readonly T[], parts: number): T[][] {
  const sizes = Array.from({ length: parts }, (_, part) =>
    part < values.length % parts ? Math.ceil(values.length / parts) : Math.floor(values.length / parts),
  );
  return sizes.map((size, part) => {
    const before = sizes.slice(0, part).reduce((sum, other) => sum + other, 0);
    return values.slice(before, before + size);
  });
}

/** Do the label intervals [t0, t1] of two rows share a moment? */
export function labelsMeet({ start, end }: Samples, a: number, b: number): boolean {
  return time(start, a) <= time(end, b) && time(end, a) >= time(start, b);
}

/** Is a row within `embargoDates` calendar days strictly after the last label of these test dates is known? */
export function isInEmbargo(
  samples: Samples,
  row: number,
  testDates: readonly number[],
  embargoDates: number,
): boolean {
  const { start, end } = samples;
  const known = [...start.keys()]
    .filter((other) => testDates.includes(time(start, other)))
    .map((other) => time(end, other));
  const until = Math.max(...known);
  const days = [...(samples.calendar ?? distinctDates(samples))].filter(
    (day) => day > until && day <= time(start, row),
  );
  return time(start, row) > until && days.length <= embargoDates;
}

/** The runs of consecutive dates among those tested. */
export function runsOf(dates: readonly number[], tested: readonly number[]): number[][] {
  const runs: number[][] = [];
  dates.forEach((date, index) => {
    if (!tested.includes(date)) return;
    const isConsecutive = index > 0 && tested.includes(dates[index - 1] ?? Number.NaN);
    if (isConsecutive) runs.at(-1)?.push(date);
    else runs.push([date]);
  });
  return runs;
}

/** What becomes of each row when some dates are tested and everything else may train. */
export function naiveRoles(samples: Samples, tested: readonly number[], embargoDates: number): Roles {
  const rows = [...samples.start.keys()];
  const isTest = (row: number) => tested.includes(time(samples.start, row));
  const runs = runsOf(distinctDates(samples), tested);
  return rows.map((row) => {
    if (isTest(row)) return 'test';
    if (rows.some((other) => isTest(other) && labelsMeet(samples, row, other))) return 'purged';
    return runs.some((run) => isInEmbargo(samples, row, run, embargoDates)) ? 'embargoed' : 'train';
  });
}

/** What a split says of each row; a row said twice is a fault. */
export function rolesOf({ train, test, purged, embargoed, gap }: Split, rows: number): Roles {
  const roles: Roles[number][] = Array.from({ length: rows }, () => 'outside');
  const say = (of: Int32Array, role: Roles[number]) => {
    of.forEach((row, index) => {
      if (roles[row] !== 'outside') throw new Error(`row ${row} is ${roles[row]} and ${role}`);
      if (index > 0 && row <= (of[index - 1] ?? row)) throw new Error(`${role} rows do not ascend`);
      roles[row] = role;
    });
  };
  say(train, 'train');
  say(test, 'test');
  say(purged.rows, 'purged');
  say(embargoed.rows, 'embargoed');
  say(gap.rows, 'gap');
  return roles;
}

/** The last share of the dates validates; before it a row is embargoed when few days part its label from the first of them. */
export function naiveTrainValidation(samples: Samples, validationShare: number, embargoDates: number): Roles {
  const dates = distinctDates(samples);
  const tested = dates.slice(-Math.max(1, Math.floor(dates.length * validationShare)));
  const days = [...(samples.calendar ?? dates)];
  return naiveRoles(samples, tested, 0).map((role, row) => {
    if (role !== 'train') return role;
    const daysBetween = days.filter((day) => day > samples.end[row] && day <= tested[0]).length;
    return daysBetween <= embargoDates ? 'embargoed' : 'train';
  });
}

export type NaiveWalkOptions = Required<Omit<WalkForwardOptions, 'featureMemoryDates'>>;

/** Walk-forward as it is said: date by date, row by row. */
export function naiveWalk(samples: Samples, options: NaiveWalkOptions): Roles[] {
  const { window, trainDates, testDates, stepDates, gapDates, embargoDates } = options;
  const { start } = samples;
  const dates = distinctDates(samples);
  const calendar = [...(samples.calendar ?? dates)];
  const rows = [...start.keys()];
  /** Dates with at least `gapDates` calendar days between them and the test. */
  const beforeGap = (first: number) =>
    dates.filter((date) => date < first && calendar.filter((day) => day > date && day < first).length >= gapDates);

  const walks: Roles[] = [];
  const earlier: number[][] = [];
  const begin = dates.findIndex((date, index) => index >= trainDates && beforeGap(date).length >= trainDates);
  for (let from = begin; from >= 0 && from + testDates <= dates.length; from += stepDates) {
    const tested = dates.slice(from, from + testDates);
    const [first = 0] = tested;
    const trainable = beforeGap(first);
    const windowStart = (window === 'rolling' ? trainable.at(-trainDates) : dates[0]) ?? 0;
    const isTest = (row: number) => tested.includes(start[row] ?? Number.NaN);
    walks.push(
      rows.map((row) => {
        const date = start[row] ?? Number.NaN;
        if (isTest(row)) return 'test';
        if (date > first || date < windowStart) return 'outside';
        if (rows.some((other) => isTest(other) && labelsMeet(samples, row, other))) return 'purged';
        if (earlier.some((block) => isInEmbargo(samples, row, block, embargoDates))) return 'embargoed';
        return trainable.includes(date) ? 'train' : 'gap';
      }),
    );
    earlier.push(tested);
  }
  return walks;
}
