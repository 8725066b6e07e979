import type { Column } from '../columns/index.ts';
import { chooseStatistic, requireStatistic } from './choose-statistic.ts';
import type { RequestedTest } from './drift-overrides.ts';
import { STATISTICS, type StatisticId } from './registry.ts';
import { type Cleaning, cleanColumn } from './sample.ts';
import { type ComparisonType, pairSamples, type SamplePair } from './sample-pair.ts';

export interface TestDriftOptions extends RequestedTest {
  /** @default num for numbers, cat for categories */
  readonly type?: ComparisonType | undefined;
  /** @default always */
  readonly cleaning?: Cleaning | undefined;
}

export interface DriftResult {
  readonly statistic: StatisticId;
  /** As in every output of the reference. */
  readonly displayName: string;
  readonly type: ComparisonType;
  /** A p-value or a distance, as the statistic has it; NaN where it is undefined, which is no drift. */
  readonly score: number;
  readonly threshold: number;
  readonly drifted: boolean;
}

/**
 * Compares a column of the current data with that of the reference.
 *
 * @throws {InvalidInputError} `drift.no_values`, `drift.not_numeric`, `drift.statistic_unknown`,
 *   `drift.statistic_left_out`, `drift.statistic_unsuited`, and what the statistic throws.
 * @see evidently 0.7.21, legacy/calculations/data_drift.py, `get_one_column_drift`.
 */
export function testDrift(reference: Column, current: Column, options: TestDriftOptions = {}): DriftResult {
  const type = options.type ?? (reference.kind === 'categorical' ? 'cat' : 'num');
  const pair = pairSamples(cleanColumn(reference, options.cleaning), cleanColumn(current, options.cleaning), type);
  return testPair(pair, options);
}

/** As `testDrift`, of cleaned samples; several tests of one pair share what they sort and count. */
export function testPair(pair: SamplePair, { statistic: requested, threshold }: RequestedTest = {}): DriftResult {
  const id = requested === undefined ? chooseStatistic(pair) : requireStatistic(requested, pair.type);
  const statistic = STATISTICS[id];
  const score = statistic.score(pair);
  const limit = threshold ?? statistic.defaultThreshold;
  return {
    statistic: id,
    displayName: statistic.displayName,
    type: pair.type,
    score,
    threshold: limit,
    drifted: statistic.isDrift(score, limit),
  };
}
