import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { categoricalColumn, numericColumn } from '../columns/build-columns.ts';
import type { Category, Column } from '../columns/column.ts';
import { type ColumnProfile, mergeColumnProfiles, profileColumn } from './column-profile.ts';
import { testProfileDrift } from './drift/test-profile-drift.ts';
import { distributionOf, rankErrorBound, shareAtOrBelow, shareBelow } from './sketched-distribution.ts';
import { summariseProfile } from './summarise-profile.ts';

const ScoreSchema = z.strictObject({ statistic: z.number().nullable(), p: z.number().nullable(), drift: z.string() });

/** What `fixtures/make_fixtures.py` prints. */
export const WhylogsSchema = z.strictObject({
  whylogs: z.string(),
  columns: z.record(
    z.string(),
    z.strictObject({
      rows: z.int(),
      missing: z.int(),
      cardinality: z.strictObject({ est: z.number(), lower_1: z.number(), upper_1: z.number() }),
      distribution: z
        .strictObject({
          n: z.int(),
          min: z.number(),
          max: z.number(),
          mean: z.number(),
          stddev: z.number(),
          quantiles: z.array(z.tuple([z.number(), z.number()])),
          /** Normalised, at the 99 % level. */
          rankError: z.number(),
        })
        .optional(),
      /** Value, estimate, lower, upper. */
      frequent: z.array(z.tuple([z.string(), z.number(), z.number(), z.number()])).optional(),
    }),
  ),
  pairs: z.array(
    z.strictObject({
      column: z.string(),
      reference: z.tuple([z.int(), z.int()]),
      current: z.tuple([z.int(), z.int()]),
      ks: ScoreSchema.optional(),
      hellinger: ScoreSchema.optional(),
      chiSquare: ScoreSchema.optional(),
    }),
  ),
});
export type Whylogs = z.infer<typeof WhylogsSchema>;

const DATA = new URL('../../../../../test/data/', import.meta.url);

function table(name: string): { names: string[]; rows: string[][] } {
  const [names, ...rows] = gunzipSync(readFileSync(new URL(name, DATA)))
    .toString()
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return { names, rows };
}

/** The columns of `make_fixtures.py`, from the same numbers. */
export function makeColumns(): ReadonlyMap<string, readonly (Category | null)[]> {
  const { names, rows } = table('us-large-cap-prices.csv.gz');
  const prices = rows.map((row) => row.slice(1).map(Number));
  const index = table('us-index.csv.gz').rows.map(([, level]) => Number(level));
  const returns = prices.slice(1).map((day, d) => day.map((price, i) => price / prices[d][i] - 1));
  return new Map<string, (Category | null)[]>([
    ['index_level', index.map((level, d) => (d % 7 === 0 ? null : level))],
    ['index_returns', index.slice(1).map((level, d) => level / index[d] - 1)],
    ['returns', returns.flat()],
    ['prices', prices.flat()],
    ['mills', prices.flat().map((price) => Math.floor(price * 1_000 + 0.5))],
    ['month', rows.map(([date]) => Number(date.slice(5, 7)))],
    ['date', rows.map(([date]) => date)],
    ['best', returns.map((day) => names[1 + day.indexOf(Math.max(...day))])],
    ['even', Array.from({ length: 200_000 }, (_, i) => ((i * 7_919) % 1_000_003) / 1_000_003)],
    ['identifier', Array.from({ length: 150_000 }, (_, i) => `id-${(i * 7_919) % 100_003}`)],
  ]);
}

export function columnOf(values: readonly (Category | null)[]): Column {
  const numbers = values.filter((value) => value === null || typeof value === 'number');
  return numbers.length === values.length ? numericColumn(numbers) : categoricalColumn(values);
}

const BATCHES = 9;

/** The profile of a column in batches, merged pairwise from both ends. */
export function profileInBatches(values: readonly (Category | null)[]): ColumnProfile {
  const size = Math.ceil(values.length / BATCHES);
  const profiles = Array.from({ length: BATCHES }, (_, b) =>
    profileColumn(columnOf(values.slice(b * size, (b + 1) * size))),
  );
  while (profiles.length > 1) profiles.splice(0, 1, mergeColumnProfiles(profiles[0], profiles.pop() ?? profiles[0]));
  return profiles[0];
}

/**
 * Where our profile and whylogs' differ by more than both sketches state, in words.
 *
 * @param levels - How many times whylogs' stated rank error, which holds in 99 of 100 queries, is allowed it.
 */
export function differencesFromWhylogs(
  profile: ColumnProfile,
  theirs: Whylogs['columns'][string],
  levels: number,
): string[] {
  const ours = summariseProfile(profile);
  const differences: string[] = [];
  const check = (what: string, holds: boolean): void => {
    if (!holds) differences.push(what);
  };
  check('rows', ours.counts.rows === theirs.rows && ours.counts.missing === theirs.missing);

  const { est, lower_1, upper_1 } = theirs.cardinality;
  const isBelow = ours.cardinality.upper < est - 3 * (est - lower_1);
  check('cardinality', !isBelow && ours.cardinality.lower <= est + 3 * (upper_1 - est));

  if (theirs.distribution !== undefined && ours.distribution !== null) {
    const { n, min, max, mean, stddev, quantiles, rankError } = theirs.distribution;
    const { count, minimum, maximum } = ours.distribution;
    check('extremes', count === n && minimum === min && maximum === max);
    check('mean', Math.abs(ours.distribution.mean / mean - 1) < 1e-9);
    check('standard deviation', Math.abs((ours.distribution.standardDeviation ?? 0) / stddev - 1) < 1e-9);
    const distribution = distributionOf(profile.quantiles);
    const tolerance = levels * rankError + rankErrorBound(profile.quantiles);
    for (const [probability, value] of quantiles) {
      const isTooLow = shareAtOrBelow(distribution, value) < probability - tolerance;
      check(`quantile ${probability}`, !isTooLow && shareBelow(distribution, value) <= probability + tolerance);
    }
  } else check('distribution', theirs.distribution === undefined && ours.distribution === null);

  const counted = new Map(profile.frequent.items.map(({ value, count }) => [String(value), count]));
  for (const [value, , lower, upper] of theirs.frequent ?? []) {
    const count = counted.get(value) ?? 0;
    check(`count of ${value}`, count <= upper && count + profile.frequent.error >= lower);
  }
  return differences;
}

/**
 * Where the drift of two profiles is not whylogs': the statistic and its p to 1e-9 while every value is there; else the
 * statistic within both sketches' rank errors.
 */
export function differencesFromWhylogsDrift(
  values: readonly (Category | null)[],
  pair: Whylogs['pairs'][number],
  rankError: number,
): string[] {
  const profileOf = ([from, to]: readonly [number, number]) => profileColumn(columnOf(values.slice(from, to)));
  const reference = profileOf(pair.reference);
  const current = profileOf(pair.current);
  const ranks = rankErrorBound(reference.quantiles) + rankErrorBound(current.quantiles);
  const differences: string[] = [];
  for (const [statistic, theirs] of [
    ['ks', pair.ks],
    ['hellinger', pair.hellinger],
    ['chi_square', pair.chiSquare],
  ] as const) {
    if (theirs === undefined) continue;
    const ours = testProfileDrift(reference, current, statistic);
    const value = theirs.statistic ?? Number.POSITIVE_INFINITY;
    const what = `${pair.column} ${pair.reference} ${pair.current} ${statistic}`;
    if (ranks === 0 || statistic === 'chi_square') {
      const isSame = isClose(ours.distance.value, value) && isClose(ours.pValue, theirs.p);
      if (!isSame) differences.push(`${what}: ${ours.distance.value}, p ${ours.pValue}; ${value}, p ${theirs.p}`);
      if (DRIFT[ours.category] !== theirs.drift) differences.push(`${what}: ${ours.category}; ${theirs.drift}`);
    } else {
      const tolerance = statistic === 'ks' ? ranks + 2 * rankError : HELLINGER_TOLERANCE;
      if (Math.abs(ours.distance.value - value) > tolerance) {
        differences.push(`${what}: ${ours.distance.value}; ${value}; tolerance ${tolerance}`);
      }
    }
  }
  return differences;
}

/** Its own worst case says little once values are gone; 0.011 was the most seen. */
const HELLINGER_TOLERANCE = 0.02;
const DRIFT = { none: 'NO_DRIFT', possible: 'POSSIBLE_DRIFT', drift: 'DRIFT' } as const;

function isClose(ours: number | null, theirs: number | null): boolean {
  if (ours === null || theirs === null || ours === theirs) return ours === theirs;
  return Math.abs(ours / theirs - 1) < 1e-9;
}

/** Where our summary's bounds do not hold the column's true values, in words. */
export function differencesFromTruth(profile: ColumnProfile, values: readonly (Category | null)[]): string[] {
  const { distribution, cardinality } = summariseProfile(profile);
  const known = values.filter((value) => value !== null);
  const distinct = new Set(known).size;
  const differences = cardinality.lower <= distinct && distinct <= cardinality.upper ? [] : ['cardinality'];
  const sorted = Float64Array.from(known.filter((value) => typeof value === 'number')).sort();
  for (const { probability, lower, upper } of distribution?.quantiles ?? []) {
    const truth = sorted[Math.ceil(probability * sorted.length) - 1];
    if (!(lower <= truth && truth <= upper)) differences.push(`quantile ${probability}`);
  }
  return differences;
}
