import { createRandom } from '@optaic/mlops/base';
import { METHODS } from '../../model-defs/signal-combiner-model/model/hyperparameters.ts';
import { loadScorer } from '../../model-defs/signal-combiner-model/model/native-scorer.ts';
import { fitSignals, plantedSignals } from '../../model-defs/signal-combiner-model/tests/planted-signals.ts';
import { evaluator } from '../../model-defs/signal-combiner-model/training/evaluator.ts';
import { shownInterval } from './mean-interval.ts';

/** Coefficients of the signals with the outcome, as strong as real ones are. */
export const WORLDS: Readonly<Record<string, readonly number[]>> = {
  'unequal (0.08, 0.05, 0.03, 0.01, 0, 0)': [0.08, 0.05, 0.03, 0.01, 0, 0],
  'all equal (0.04 × 6)': [0.04, 0.04, 0.04, 0.04, 0.04, 0.04],
  'one of ten (0.08, 0 × 9)': [0.08, 0, 0, 0, 0, 0, 0, 0, 0, 0],
};
const TRAIN_DATES = 500;
const TEST_DATES = 250;

/** Out-of-sample gain of each method over equal weights, mean rank coefficient less mean rank coefficient, by seed. */
export async function combinerGains(
  strengths: readonly number[],
  method: (typeof METHODS)[number],
  seeds: number,
): Promise<number[]> {
  const gains: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const random = createRandom(seed);
    const { native } = await fitSignals(plantedSignals(random, { dates: TRAIN_DATES, strengths }), { method });
    const test = plantedSignals(random, { dates: TEST_DATES, strengths });
    const { gainOverEqualWeight } = evaluator.evaluate(test, loadScorer(native).score(test), { native });
    gains.push(gainOverEqualWeight);
  }
  return gains;
}

export async function benchCombiner(print: (line: string) => void, seeds: number): Promise<void> {
  print(`signal-combiner-model: gain in mean rank IC over equal weights, out of sample, ${seeds} seeds, 95 % interval`);
  for (const [world, strengths] of Object.entries(WORLDS)) {
    for (const method of METHODS.filter((name) => name !== 'equal')) {
      print(
        `  ${world.padEnd(40)} ${method.padEnd(12)} ${shownInterval(await combinerGains(strengths, method, seeds))}`,
      );
    }
  }
}
