import {
  type InferenceContext,
  type LabelledPanel,
  type ModelState,
  type RandomGenerator,
  serveNatively,
  type TrainingResult,
} from '@optaic/mlops/base';
import { type Hyperparameters, HyperparametersSchema } from '../model/hyperparameters.ts';
import { loadScorer } from '../model/native-scorer.ts';
import { trainer } from '../training/trainer.ts';

const SMALL = HyperparametersSchema.parse({ n_components: 2, n_init: 3 });

export interface SmallTraining {
  readonly seed?: number;
  readonly previous?: Uint8Array;
  readonly hyperparameters?: Partial<Hyperparameters>;
}

/** Trains in a fraction of a second. */
export async function trainSmall(
  train: LabelledPanel,
  random: RandomGenerator,
  { seed = 1, previous, hyperparameters = {} }: SmallTraining = {},
): Promise<TrainingResult & { native: Uint8Array; state: ModelState }> {
  const silent = { random, log: { info: () => undefined }, onRound: () => undefined };
  const result = await trainer.fit(
    train,
    train,
    { ...SMALL, ...hyperparameters },
    {
      seed,
      ...silent,
      ...(previous === undefined ? {} : { previous }),
    },
  );
  const { native, state } = result;
  if (native === undefined || state === undefined) throw new Error('the trainer left no native form or no state');
  return { ...result, native, state };
}

/** Serves the native form where ONNX would. */
export function servedBy(native: Uint8Array, featureNames: readonly string[], state: ModelState): InferenceContext {
  return serveNatively(loadScorer(native), featureNames, { native, state });
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}

/** What the call refuses with; empty when it does not. */
export async function refusalOf(call: () => Promise<unknown> | unknown): Promise<string> {
  try {
    await call();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
