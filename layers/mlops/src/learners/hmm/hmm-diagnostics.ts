import { forwardBackward, type SmoothedPath } from './forward-backward.ts';
import type { HmmModel } from './hmm-model.ts';
import { createChain } from './markov-chain.ts';

/**
 * What only hindsight knows. Smoothed probabilities use bars after the one they are about: they diagnose a model, and
 * publishing them would be lookahead. Hence the name, and hence no other way to them.
 */
export const hmmDiagnostics = {
  /**
   * Filtered and smoothed probabilities of a finished stretch, which begins as training did.
   *
   * @param logDensities - Shape (bars × regimes), row-major; finite. At least one bar.
   */
  smoothedPath(
    { initial, transitions }: Pick<HmmModel, 'initial' | 'transitions'>,
    logDensities: ArrayLike<number>,
  ): SmoothedPath {
    return forwardBackward(createChain(initial, transitions), Float64Array.from(logDensities));
  },
} as const;
