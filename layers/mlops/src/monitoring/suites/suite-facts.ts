import { PlatformError } from '@optaic/mlops/base';
import type { DataSets } from '../presets/data-sets.ts';
import { type RegressionQualityResult, regressionQualityResult } from '../presets/regression-preset.ts';
import type { Unavailable } from './named-test.ts';

/** What the tests of a suite ask of the data; each answer is computed once, when first asked for. */
export interface SuiteFacts {
  readonly data: DataSets;
  readonly regression: () => RegressionQualityResult | Unavailable;
}

export function suiteFacts(data: DataSets): SuiteFacts {
  return { data, regression: once(() => regressionQualityResult(data)) };
}

/** Data that an answer cannot be had from is a reason, not a failure of the suite. */
function once<T>(compute: () => T): () => T | Unavailable {
  let known: { readonly answer: T | Unavailable } | undefined;
  return () => {
    known ??= { answer: attempt(compute) };
    return known.answer;
  };
}

function attempt<T>(compute: () => T): T | Unavailable {
  try {
    return compute();
  } catch (error) {
    if (error instanceof PlatformError) return { unavailable: error.message };
    throw error;
  }
}
