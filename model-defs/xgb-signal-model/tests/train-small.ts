import type {
  InferenceContext,
  LabelledPanel,
  NativeScorer,
  NativeTrainingResult,
  RandomGenerator,
} from '@optaic/mlops/base';
import { HyperparametersSchema } from '../model/hyperparameters.ts';
import { trainer } from '../training/trainer.ts';

const SMALL = HyperparametersSchema.parse({ num_boost_round: 20, learning_rate: 0.2, max_depth: 3 });

/** Trains in a fraction of a second. */
export async function trainSmall(
  train: LabelledPanel,
  validation: LabelledPanel,
  seed: number,
  random: RandomGenerator,
): Promise<NativeTrainingResult> {
  const silent = { random, log: { info: () => undefined }, onRound: () => undefined };
  return trainer.fit(train, validation, SMALL, { seed, ...silent });
}

/** Serves a native model where ONNX would: the platform proves their parity at registration. */
export function servedBy(scorer: NativeScorer, featureNames: readonly string[]): InferenceContext {
  return {
    log: { info: () => undefined },
    infer: async (rowMajor, rows) => {
      const width = featureNames.length;
      const features = Float32Array.from(rowMajor, (_, i) => rowMajor[(i % rows) * width + Math.floor(i / rows)]);
      const entity = Array.from({ length: rows }, () => '');
      return scorer.score({ rows, entity, decisionTime: new Float64Array(rows), featureNames, features });
    },
  };
}
