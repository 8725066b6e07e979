import type { LabelledPanel, NativeTrainingResult, RandomGenerator } from '@optaic/mlops/base';
import { type Hyperparameters, HyperparametersSchema } from '../model/hyperparameters.ts';
import { trainer } from '../training/trainer.ts';

/** Trains in a fraction of a second. */
export async function trainSmall(
  train: LabelledPanel,
  validation: LabelledPanel,
  seed: number,
  random: RandomGenerator,
  hyperparameters: Partial<Hyperparameters> = {},
): Promise<NativeTrainingResult> {
  const silent = { random, log: { info: () => undefined }, onRound: () => undefined };
  const small = { num_boost_round: 20, learning_rate: 0.2, max_depth: 3, ...hyperparameters };
  return trainer.fit(train, validation, HyperparametersSchema.parse(small), { seed, ...silent });
}
