import { createRandom } from '@optaic/mlops/base';
import { loadScorer } from '../../model-defs/signal-filter-model/model/native-scorer.ts';
import { fitSides, plantedSides } from '../../model-defs/signal-filter-model/tests/planted-sides.ts';
import { evaluator } from '../../model-defs/signal-filter-model/training/evaluator.ts';
import { shownInterval } from './mean-interval.ts';

const DATES = 200;
/** Probability that the primary is right where the condition holds; ½ elsewhere. */
const TRUTHS = [0.6, 0.65, 0.75];

export interface FilterSeeds {
  readonly areaUnderCurve: number[];
  /** Precision less the primary's own share of right sides. */
  readonly precisionGain: number[];
  /** Mean over deviation of a date's net return, filtered less unfiltered. */
  readonly ratioGain: number[];
}

/** What the filter finds on rows that it has not seen, by seed. */
export async function filterSeeds(
  whenItHolds: number,
  seeds: number,
  classifier: 'logistic' | 'gbdt' = 'logistic',
): Promise<FilterSeeds> {
  const found: FilterSeeds = { areaUnderCurve: [], precisionGain: [], ratioGain: [] };
  for (let seed = 1; seed <= seeds; seed++) {
    const random = createRandom(seed);
    const { native } = await fitSides(plantedSides(random, { dates: DATES, whenItHolds }), { classifier });
    const test = plantedSides(random, { dates: DATES, whenItHolds });
    const metrics = evaluator.evaluate(test, loadScorer(native).score(test), { native });
    found.areaUnderCurve.push(metrics.areaUnderCurve);
    found.precisionGain.push(metrics.precision - metrics.baseRate);
    found.ratioGain.push((metrics.filteredNetRatio ?? 0) - metrics.primaryNetRatio);
  }
  return found;
}

export async function benchFilter(print: (line: string) => void, seeds: number): Promise<void> {
  print(
    `signal-filter-model: a primary that is right more often where a condition holds, ${seeds} seeds, 95 % intervals`,
  );
  for (const whenItHolds of TRUTHS) {
    for (const classifier of ['logistic', 'gbdt'] as const) {
      const { areaUnderCurve, precisionGain, ratioGain } = await filterSeeds(whenItHolds, seeds, classifier);
      print(
        `  right in ${whenItHolds}, ${classifier.padEnd(8)} AUC ${shownInterval(areaUnderCurve)}, precision ${shownInterval(precisionGain)} above the primary's, net ratio a date ${shownInterval(ratioGain)} above it`,
      );
    }
  }
}
