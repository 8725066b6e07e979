import { describe, expect, it } from 'vitest';
import { parseGbdtParameters } from './parameters.ts';

describe('parseGbdtParameters', () => {
  it("fills in XGBoost's defaults", () => {
    expect(parseGbdtParameters({})).toEqual({
      objective: 'reg:squarederror',
      num_boost_round: 10,
      learning_rate: 0.3,
      max_depth: 6,
      max_bin: 256,
      min_child_weight: 1,
      reg_lambda: 1,
      reg_alpha: 0,
      gamma: 0,
      subsample: 1,
      colsample_bytree: 1,
      seed: 0,
    });
  });

  it.each([
    { raw: { objective: 'rank:ndcg' }, message: 'parameter objective is "rank:ndcg"; allowed: "reg:squarederror"' },
    { raw: { num_boost_round: 0 }, message: 'parameter num_boost_round is 0; allowed: an integer in [1, 100000]' },
    { raw: { learning_rate: -0.1 }, message: 'parameter learning_rate is -0.1; allowed: a finite number ≥ 0' },
    { raw: { max_depth: 0 }, message: 'parameter max_depth is 0; allowed: an integer in [1, 30]' },
    { raw: { max_depth: 2.5 }, message: 'parameter max_depth is 2.5; allowed: an integer in [1, 30]' },
    { raw: { max_bin: 1 }, message: 'parameter max_bin is 1; allowed: an integer in [2, 65535]' },
    { raw: { min_child_weight: '1' }, message: 'parameter min_child_weight is "1"; allowed: a finite number ≥ 0' },
    { raw: { reg_lambda: Number.NaN }, message: 'parameter reg_lambda is NaN; allowed: a finite number ≥ 0' },
    { raw: { reg_alpha: null }, message: 'parameter reg_alpha is null; allowed: a finite number ≥ 0' },
    { raw: { gamma: Infinity }, message: 'parameter gamma is Infinity; allowed: a finite number ≥ 0' },
    { raw: { subsample: 0 }, message: 'parameter subsample is 0; allowed: a number in (0, 1]' },
    { raw: { colsample_bytree: 1.5 }, message: 'parameter colsample_bytree is 1.5; allowed: a number in (0, 1]' },
    { raw: { seed: -1 }, message: 'parameter seed is -1; allowed: an integer in [0, 4294967295]' },
    { raw: { base_score: Infinity }, message: 'parameter base_score is Infinity; allowed: a finite number' },
  ])('refuses $raw, naming the allowed range', ({ raw, message }) => {
    expect(() => parseGbdtParameters(raw)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'learner.parameter_out_of_range', message }),
    );
  });

  it('refuses an unknown parameter, naming those there are', () => {
    expect(() => parseGbdtParameters({ eta: 0.1 })).toThrow(
      expect.objectContaining({
        code: 'learner.unknown_parameter',
        message: expect.stringMatching(/^unknown parameter eta; allowed: objective, num_boost_round, learning_rate, /),
      }),
    );
  });

  it.each([undefined, null, 7, 'fast', []])('refuses %j, which is no set of parameters', (raw) => {
    expect(() => parseGbdtParameters(raw)).toThrow(
      expect.objectContaining({
        code: 'learner.parameter_out_of_range',
        message: 'parameters must be an object of name to value',
      }),
    );
  });
});
