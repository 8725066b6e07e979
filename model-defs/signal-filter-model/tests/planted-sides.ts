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
export const ASSETS = 12;
const GROUPS = 3;

export interface PlantedSidesOptions {
  readonly dates: number;
  /** Probability that the primary is right where the feature `condition` is above 0; it is ½ below. In [½, 1]. */
  readonly whenItHolds: number;
  /** Share of rows without a primary signal. @default 0 */
  readonly missingShare?: number;
}

/** A primary signal that is right when `condition` is above 0, two features of noise, and a group of each asset. */
export function plantedSides(
  random: RandomGenerator,
  { dates, whenItHolds, missingShare = 0 }: PlantedSidesOptions,
): LabelledPanel {
  const rows = dates * ASSETS;
  const uniform = () => Float32Array.from({ length: rows }, () => 2 * random() - 1);
  const [primary, condition, noise] = [uniform(), uniform(), uniform()];
  const labels = Float32Array.from({ length: rows }, (_, row) => {
    const isRight = random() < (condition[row] > 0 ? whenItHolds : 0.5);
    const size = 0.01 + 0.02 * random();
    return Math.sign(primary[row]) * (isRight ? size : -size);
  });
  const group = Float32Array.from({ length: rows }, (_, row) => (row % ASSETS) % GROUPS);
  const features = new Float32Array(4 * rows);
  [condition, primary.map((value) => (random() < missingShare ? Number.NaN : value)), noise, group].forEach(
    (column, at) => {
      features.set(column, at * rows);
    },
  );
  return {
    rows,
    entity: Array.from({ length: rows }, (_, row) => `A${String(row % ASSETS).padStart(2, '0')}`),
    decisionTime: Float64Array.from({ length: rows }, (_, row) => Math.floor(row / ASSETS) * DAY_MILLISECONDS),
    featureNames: ['condition', 'signal', 'noise', 'group'],
    features,
    labels,
  };
}

export async function fitSides(
  train: LabelledPanel,
  hyperparameters: Partial<Hyperparameters> = {},
): Promise<NativeTrainingResult> {
  const options = HyperparametersSchema.parse({ group_column: 'group', ...hyperparameters });
  return trainer.fit(train, train, options, {
    seed: 1,
    random: createRandom(1),
    log: { info: () => undefined },
    onRound: () => undefined,
  });
}

export function served({ native }: Pick<NativeTrainingResult, 'native'>, { featureNames }: LabelledPanel) {
  return serveNatively(loadScorer(native), featureNames, { native });
}
