import { describe, expect, it } from 'vitest';
import { mayPromoteAutomatically, type PromotionCandidate } from './auto-promotion.ts';

const MEETS: PromotionCandidate = {
  space: 'team',
  rule: { metric: 'meanRankInformationCoefficient', op: 'gte', value: 0.02, minSamples: 100 },
  metrics: { meanRankInformationCoefficient: 0.02 },
  samples: 100,
  leakSuspect: false,
};

describe('mayPromoteAutomatically', () => {
  it('promotes a version that just meets its rule', () => {
    expect(mayPromoteAutomatically(MEETS)).toBe(true);
    expect(mayPromoteAutomatically({ ...MEETS, space: 'personal' })).toBe(true);
  });

  it.each([
    ['without a rule', { rule: undefined }],
    ['in an official space', { space: 'official' }],
    ['when a leak is suspected', { leakSuspect: true }],
    ['on too few samples', { samples: 99 }],
    ['without the metric', { metrics: {} }],
    ['below its limit', { metrics: { meanRankInformationCoefficient: 0.0199 } }],
  ] as const)('promotes nothing %s', (_, change) => {
    expect(mayPromoteAutomatically({ ...MEETS, ...change })).toBe(false);
  });

  it.each([
    ['gt', [false, false, true]],
    ['gte', [false, true, true]],
    ['lt', [true, false, false]],
    ['lte', [true, true, false]],
  ] as const)('compares by %s', (op, expected) => {
    const rule = { metric: 'loss', op, value: 1, minSamples: 1 };

    expect([0, 1, 2].map((loss) => mayPromoteAutomatically({ ...MEETS, rule, metrics: { loss } }))).toEqual(expected);
  });
});
