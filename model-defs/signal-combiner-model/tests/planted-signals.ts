import {
  createRandom,
  type LabelledPanel,
  type NativeTrainingResult,
  type RandomGenerator,
  serveNatively,
} from '@optaic/mlops/base';
import { type Hyperparameters, HyperparametersSchema } from '../model/hyperparameters.ts';
import { loadScorer } from '../model/native-scorer.ts';
import { trainer } from '../training/trainer.ts';

const DAY_MILLISECONDS = 86_400_000;
const ASSETS = 15;

export interface PlantedSignalsOptions {
  readonly dates: number;
  /** Correlation of each signal with the outcome, in [-1, 1]. Signals are independent given the outcome. */
  readonly strengths: readonly number[];
  /** Share of missing values, in [0, 1). @default 0 */
  readonly missingShare?: number;
}

/** Standard-normal outcomes of fifteen assets; signal k is strength_k × outcome + √(1 − strength_k²) × noise. */
export function plantedSignals(
  random: RandomGenerator,
  { dates, strengths, missingShare = 0 }: PlantedSignalsOptions,
): LabelledPanel {
  const rows = dates * ASSETS;
  const labels = Float32Array.from({ length: rows }, () => normal(random));
  const features = new Float32Array(strengths.length * rows);
  strengths.forEach((strength, signal) => {
    for (let row = 0; row < rows; row++) {
      const value = strength * labels[row] + Math.sqrt(1 - strength ** 2) * normal(random);
      features[signal * rows + row] = random() < missingShare ? Number.NaN : value;
    }
  });
  return {
    rows,
    entity: Array.from({ length: rows }, (_, row) => `A${String(row % ASSETS).padStart(2, '0')}`),
    decisionTime: Float64Array.from({ length: rows }, (_, row) => Math.floor(row / ASSETS) * DAY_MILLISECONDS),
    featureNames: strengths.map((_, signal) => `signals_${signal}.signal`),
    features,
    labels,
  };
}

export async function fitSignals(
  train: LabelledPanel,
  hyperparameters: Partial<Hyperparameters> = {},
  previous?: Uint8Array,
): Promise<NativeTrainingResult> {
  return trainer.fit(train, train, HyperparametersSchema.parse(hyperparameters), {
    seed: 1,
    random: createRandom(1),
    log: { info: () => undefined },
    onRound: () => undefined,
    ...(previous === undefined ? {} : { previous }),
  });
}

export function served({ native }: Pick<NativeTrainingResult, 'native'>, { featureNames }: LabelledPanel) {
  return serveNatively(loadScorer(native), featureNames, { native });
}

/** Box–Muller. */
function normal(random: RandomGenerator): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
