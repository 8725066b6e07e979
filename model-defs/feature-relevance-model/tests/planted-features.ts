import { createRandom, type LabelledPanel, type NativeTrainingResult, type RandomGenerator } from '@optaic/mlops/base';
import { type Hyperparameters, HyperparametersSchema } from '../model/hyperparameters.ts';
import { trainer } from '../training/trainer.ts';

const DAY_MILLISECONDS = 86_400_000;
const ASSETS = 12;

export interface PlantedFeaturesOptions {
  readonly dates: number;
  readonly noiseFeatures: number;
  /** Correlation of the planted feature with the label, about; in [0, 1). */
  readonly strength: number;
  /** Adds `planted_copy`, which says the same with so little noise that their ranks correlate by 0.9. @default false */
  readonly hasCopy?: boolean;
}

/** Uniform features of twelve assets; the label is a share of the first, noise, and a move of the market. */
export function plantedFeatures(
  random: RandomGenerator,
  { dates, noiseFeatures, strength, hasCopy = false }: PlantedFeaturesOptions,
): LabelledPanel {
  const rows = dates * ASSETS;
  const uniform = () => Float32Array.from({ length: rows }, () => random() - 0.5);
  const planted = uniform();
  const copies = hasCopy ? [planted.map((value) => value + 0.3 * (random() - 0.5))] : [];
  const noise = Array.from({ length: noiseFeatures }, uniform);
  const columns = [...noise.slice(0, 2), planted, ...copies, ...noise.slice(2)];
  const names = noise.map((_, feature) => `noise_${String(feature).padStart(2, '0')}`);
  const market = Float32Array.from({ length: dates }, () => random() - 0.5);
  const labels = planted.map(
    (value, row) =>
      strength * value + Math.sqrt(1 - strength ** 2) * (random() - 0.5) + market[Math.floor(row / ASSETS)],
  );
  const features = new Float32Array(columns.length * rows);
  columns.forEach((column, at) => {
    features.set(column, at * rows);
  });
  return {
    rows,
    entity: Array.from({ length: rows }, (_, row) => `A${String(row % ASSETS).padStart(2, '0')}`),
    decisionTime: Float64Array.from({ length: rows }, (_, row) => Math.floor(row / ASSETS) * DAY_MILLISECONDS),
    featureNames: [...names.slice(0, 2), 'planted', ...(hasCopy ? ['planted_copy'] : []), ...names.slice(2)],
    features,
    labels,
  };
}

/** Judges in a fraction of a second. */
export async function judgeSmall(
  panel: LabelledPanel,
  hyperparameters: Partial<Hyperparameters> = {},
  seed = 1,
): Promise<NativeTrainingResult> {
  const small = { num_boost_round: 20, learning_rate: 0.2, folds: 3, repeats: 2, shadow_features: 5 };
  return trainer.fit(panel, panel, HyperparametersSchema.parse({ ...small, ...hyperparameters }), {
    seed,
    random: createRandom(seed),
    log: { info: () => undefined },
    onRound: () => undefined,
  });
}
