import type { Samples } from './samples.ts';
import type { Split } from './split.ts';

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
