import { describe, expect, it } from 'vitest';
import { parseGbdtParameters } from './parameters.ts';

describe('parseGbdtParameters', () => {
  it("fills in XGBoost's defaults", () => {
    expect(parseGbdtParameters({})).toEqual({
      objective: 'reg:squarederror',
      num_boost_round: 10,
      learning_rate: 0.3,
      max_depth: 6,
      max_leaves: 0,
      grow_policy: 'depthwise',
      max_bin: 256,
      min_child_weight: 1,
      reg_lambda: 1,
      reg_alpha: 0,
      gamma: 0,
      max_delta_step: 0,
      subsample: 1,
      colsample_bytree: 1,
      colsample_bylevel: 1,
      colsample_bynode: 1,
      seed: 0,
      scale_pos_weight: 1,
      huber_slope: 1,
      lambdarank_num_pair_per_sample: 32,
      lambdarank_normalization: true,
      lambdarank_score_normalization: true,
      ndcg_exp_gain: true,
    });
  });

  it.each([
    {
      raw: { objective: 'rank:map' },
      message:
        'parameter objective is "rank:map"; allowed: "reg:squarederror", "reg:pseudohubererror", "binary:logistic", "multi:softprob", "rank:pairwise", "rank:ndcg"',
    },
    { raw: { num_boost_round: 0 }, message: 'parameter num_boost_round is 0; allowed: an integer in [1, 100000]' },
    { raw: { learning_rate: -0.1 }, message: 'parameter learning_rate is -0.1; allowed: a finite number ≥ 0' },
    { raw: { max_depth: 31 }, message: 'parameter max_depth is 31; allowed: an integer in [0, 30]' },
    { raw: { max_depth: 2.5 }, message: 'parameter max_depth is 2.5; allowed: an integer in [0, 30]' },
    { raw: { max_leaves: -1 }, message: 'parameter max_leaves is -1; allowed: an integer in [0, 1000000]' },
    {
      raw: { grow_policy: 'level' },
      message: 'parameter grow_policy is "level"; allowed: "depthwise", "lossguide"',
    },
    { raw: { max_delta_step: -1 }, message: 'parameter max_delta_step is -1; allowed: a finite number ≥ 0' },
    { raw: { colsample_bynode: 0 }, message: 'parameter colsample_bynode is 0; allowed: a number in (0, 1]' },
    { raw: { scale_pos_weight: 0 }, message: 'parameter scale_pos_weight is 0; allowed: a finite number > 0' },
    { raw: { num_class: 1 }, message: 'parameter num_class is 1; allowed: an integer in [2, 1000]' },
    { raw: { ndcg_exp_gain: 1 }, message: 'parameter ndcg_exp_gain is 1; allowed: true or false' },
    {
      raw: { monotone_constraints: [1, 2] },
      message:
        'parameter monotone_constraints is [1,2]; allowed: a list of −1, 0 and 1 by feature, or an object of feature name to one of them',
    },
    {
      raw: { eval_metric: [] },
      message: 'parameter eval_metric is []; allowed: the name of a metric, or a list of them',
    },
    {
      raw: { objective: 'binary:logistic', base_score: 1 },
      message: 'parameter base_score is 1; allowed: a number in (0, 1) with binary:logistic',
    },
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

  it.each([
    { raw: { max_depth: 0 }, message: /both 0, so nothing ends a tree/ },
    { raw: { objective: 'multi:softprob' }, message: /needs the parameter num_class, an integer in \[2, 1000\]/ },
    { raw: { num_class: 3 }, message: /num_class is 3 but the objective is reg:squarederror/ },
  ])('refuses $raw, which do not go together', ({ raw, message }) => {
    expect(() => parseGbdtParameters(raw)).toThrow(
      expect.objectContaining({ code: 'learner.parameter_conflict', message: expect.stringMatching(message) }),
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
