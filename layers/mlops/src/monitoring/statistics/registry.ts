import { z } from 'zod';
import { andersonDarling } from './anderson-darling.ts';
import { chiSquare } from './chi-square.ts';
import { energyDistance } from './energy-distance.ts';
import { eppsSingleton } from './epps-singleton.ts';
import { fisherExact } from './fisher-exact.ts';
import { gTest } from './g-test.ts';
import { hellinger } from './hellinger.ts';
import { jensenShannon } from './jensen-shannon.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { kullbackLeibler } from './kullback-leibler.ts';
import { mannWhitney } from './mann-whitney.ts';
import { populationStability } from './population-stability.ts';
import type { ComparisonType, SamplePair } from './sample-pair.ts';
import { studentT } from './student-t.ts';
import { totalVariation } from './total-variation.ts';
import { wasserstein } from './wasserstein.ts';
import { zTest } from './z-test.ts';

export const StatisticIdSchema = z.enum([
  'ks',
  'anderson',
  'mannw',
  'es',
  't_test',
  'chisquare',
  'z',
  'fisher_exact',
  'g_test',
  'TVD',
  'wasserstein',
  'ed',
  'jensenshannon',
  'kl_div',
  'psi',
  'hellinger',
]);
export type StatisticId = z.infer<typeof StatisticIdSchema>;

/** A statistical test: how it is called, what it compares and when it speaks of drift. */
export interface Statistic {
  /** As in every output of the reference. */
  readonly displayName: string;
  readonly types: readonly ComparisonType[];
  readonly defaultThreshold: number;
  readonly isDrift: (score: number, threshold: number) => boolean;
  readonly score: (pair: SamplePair) => number;
}

const below = (score: number, threshold: number) => score < threshold;
const atMost = (score: number, threshold: number) => score <= threshold;
const above = (score: number, threshold: number) => score > threshold;
const atLeast = (score: number, threshold: number) => score >= threshold;

const NUM = ['num'] as const;
const CAT = ['cat'] as const;
const BOTH = ['cat', 'num'] as const;

const row = (
  displayName: string,
  types: readonly ComparisonType[],
  defaultThreshold: number,
  isDrift: Statistic['isDrift'],
  score: Statistic['score'],
): Statistic => ({ displayName, types, defaultThreshold, isDrift, score });

/** @see evidently 0.7.21, legacy/calculations/stattests/registry.py and its neighbours. */
export const STATISTICS: Readonly<Record<StatisticId, Statistic>> = {
  ks: row('K-S p_value', NUM, 0.05, atMost, kolmogorovSmirnov),
  anderson: row('Anderson-Darling', NUM, 0.1, below, andersonDarling),
  mannw: row('Mann-Whitney U-rank test', NUM, 0.05, below, mannWhitney),
  es: row('Epps-Singleton', NUM, 0.05, below, eppsSingleton),
  t_test: row('t_test', NUM, 0.05, below, studentT),
  chisquare: row('chi-square p_value', CAT, 0.05, below, chiSquare),
  z: row('Z-test p_value', CAT, 0.05, below, zTest),
  fisher_exact: row("Fisher's Exact test", CAT, 0.1, below, fisherExact),
  g_test: row('g_test', CAT, 0.1, below, gTest),
  TVD: row('Total-Variation-Distance', CAT, 0.1, below, totalVariation),
  wasserstein: row('Wasserstein distance (normed)', NUM, 0.1, atLeast, wasserstein),
  ed: row('Energy-distance', NUM, 0.1, above, energyDistance),
  jensenshannon: row('Jensen-Shannon distance', BOTH, 0.1, atLeast, jensenShannon),
  kl_div: row('Kullback-Leibler divergence', BOTH, 0.1, atLeast, kullbackLeibler),
  psi: row('PSI', BOTH, 0.1, atLeast, populationStability),
  hellinger: row('Hellinger distance', BOTH, 0.1, atLeast, hellinger),
};
