import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { type Column, categoricalColumn, numericColumn } from '../columns/index.ts';
import { type DriftResult, testDrift } from './test-drift.ts';

const Draw = z.strictObject({
  shape: z.enum(['uniform', 'bell', 'tenths', 'skewed', 'levels', 'names']),
  seed: z.int(),
  rows: z.int(),
  scale: z.number(),
  shift: z.number(),
  levels: z.int(),
  missing: z.int(),
  infinite: z.int(),
});
const Market = z.strictObject({
  market: z.string(),
  what: z.enum(['return', 'price', 'direction']),
  first: z.int(),
  last: z.int(),
});
const Given = z.strictObject({ values: z.array(z.union([z.number(), z.string(), z.boolean(), z.null()])) });
const ColumnSpec = z.union([Draw, Market, Given]);
type ColumnSpec = z.infer<typeof ColumnSpec>;

/** As Python spells them. */
const NOT_FINITE: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };
const Score = z.union([z.number(), z.enum(['nan', 'inf', '-inf']).transform((spelt) => NOT_FINITE[spelt])]);
const Outcome = z.strictObject({ score: Score, drifted: z.boolean(), threshold: z.number() });

/** What hangs on chance in Evidently itself is no number to compare with. */
const Chance = z.strictObject({ chance: z.string() });

/** What `fixtures/make_fixtures.py` prints. */
export const EvidentlyCasesSchema = z.array(
  z.strictObject({
    name: z.string(),
    type: z.enum(['num', 'cat']),
    reference: ColumnSpec,
    current: ColumnSpec,
    tests: z.record(z.string(), z.union([Outcome, z.strictObject({ error: z.string() }), Chance])),
    byDefault: Outcome.extend({ displayName: z.string() }),
  }),
);
export type EvidentlyCase = z.infer<typeof EvidentlyCasesSchema>[number];

/** The reference finds the pseudo-inverse by iteration. */
const ITERATES = new Set(['es']);
/** Square roots of what sums to about 0 or 1: below, its rounding is that of the order of a hash set. */
const ROOTS = new Set(['jensenshannon', 'hellinger']);

/** Where we and Evidently differ: a sentence each; none is the claim. */
export function compareWithEvidently(each: EvidentlyCase): string[] {
  const reference = columnOf(each.reference);
  const current = columnOf(each.current);
  const { type } = each;
  const differences = Object.entries(each.tests).flatMap(([statistic, theirs]) => {
    if ('chance' in theirs) return [];
    const tolerance = ITERATES.has(statistic) ? 1e-6 : 1e-9;
    return difference(() => testDrift(reference, current, { type, statistic }), theirs, tolerance).map(
      (sentence) => `${each.name}, ${statistic}: ${sentence}`,
    );
  });
  const ours = testDrift(reference, current, { type });
  if (ours.displayName !== each.byDefault.displayName) {
    differences.push(`${each.name}: ${ours.displayName} is chosen, not ${each.byDefault.displayName}`);
  }
  const byDefault = difference(() => ours, each.byDefault, 1e-9);
  return [...differences, ...byDefault.map((sentence) => `${each.name}, by default: ${sentence}`)];
}

function difference(
  ask: () => DriftResult,
  theirs: Exclude<EvidentlyCase['tests'][string], z.infer<typeof Chance>>,
  tolerance: number,
): string[] {
  let ours: DriftResult;
  try {
    ours = ask();
  } catch (error) {
    return 'error' in theirs ? [] : [`we fail, ${error instanceof Error ? error.message : error}; not ${theirs.score}`];
  }
  if ('error' in theirs) return [`${ours.score}, where Evidently fails: ${theirs.error}`];
  const differences: string[] = [];
  const isRounding = ROOTS.has(ours.statistic) && Math.abs(ours.score ** 2 - theirs.score ** 2) < 4 * Number.EPSILON;
  if (!isRounding && !isClose(ours.score, theirs.score, tolerance))
    differences.push(`score ${ours.score}, not ${theirs.score}`);
  if (ours.drifted !== theirs.drifted) differences.push(`drifted ${ours.drifted}, not ${theirs.drifted}`);
  if (ours.threshold !== theirs.threshold) differences.push(`threshold ${ours.threshold}, not ${theirs.threshold}`);
  return differences;
}

function isClose(ours: number, theirs: number, tolerance: number): boolean {
  return (
    Object.is(ours, theirs) || Math.abs(ours - theirs) <= tolerance * Math.abs(theirs) + Number.MIN_VALUE * 2 ** 52
  );
}

export function columnOf(spec: ColumnSpec): Column {
  const values = valuesOf(spec);
  const isNumber = (value: unknown): value is number | null => value === null || typeof value === 'number';
  return values.every(isNumber) ? numericColumn(values) : categoricalColumn(values);
}

function valuesOf(spec: ColumnSpec): (number | string | boolean | null)[] {
  if ('values' in spec) {
    return spec.values.map((value) => NOT_FINITE[String(value)] ?? value);
  }
  return 'market' in spec ? marketValues(spec) : drawnValues(spec);
}

/** As `drawn_values` of fixtures/column_pairs.py, in the same floating steps. */
function drawnValues(spec: z.infer<typeof Draw>): (number | string | null)[] {
  let state = spec.seed;
  const uniform = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const number = (): number => {
    if (spec.shape === 'bell' || spec.shape === 'tenths') {
      let total = 0;
      for (let i = 0; i < 12; i++) total += uniform();
      return spec.shape === 'bell' ? total - 6 : Math.trunc(total * 10) / 10;
    }
    const u = uniform();
    if (spec.shape === 'skewed') return (u * u * u) / (1.01 - u);
    return spec.shape === 'uniform' ? u : Math.trunc(u * spec.levels);
  };
  for (let i = 0; i < 10; i++) uniform();
  return Array.from({ length: spec.rows }, (_, row) => {
    const drawn = number();
    if (spec.missing > 0 && row % spec.missing === 1) return null;
    if (spec.infinite > 0 && row % spec.infinite === 2) return Number.POSITIVE_INFINITY;
    return spec.shape === 'names' ? `c${drawn}` : drawn * spec.scale + spec.shift;
  });
}

let market: string[][] | undefined;

function marketValues({ market: name, what, first, last }: z.infer<typeof Market>): (number | string)[] {
  const file = new URL('../../../../../test/data/us-large-cap-prices.csv.gz', import.meta.url);
  market ??= gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const column = market[0].indexOf(name);
  const prices = market.slice(1).map((line) => Number(line[column]));
  if (what === 'price') return prices.slice(first, last);
  const returns = prices.map((price, row) => price / prices[row - 1] - 1).slice(first, last);
  if (what === 'return') return returns;
  return returns.map((each) => (each === 0 ? 'flat' : each > 0 ? 'up' : 'down'));
}
