import { describe, expect, it } from 'vitest';
import * as hmm from './index.ts';

describe('the entry learners/hmm', () => {
  it('gives smoothed probabilities under the name of diagnostics alone', () => {
    const names = Object.keys(hmm).filter((name) => /smooth|viterbi|backward|hindsight|diagnos/i.test(name));

    expect(names).toEqual(['hmmDiagnostics']);
    expect(Object.keys(hmm.hmmDiagnostics)).toEqual(['smoothedPath']);
  });
});
