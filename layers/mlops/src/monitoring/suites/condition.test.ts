import { describe, expect, it } from 'vitest';
import { approximately, ConditionSchema, describeCondition, hasBound, satisfies } from './condition.ts';

describe('satisfies', () => {
  it('takes every bound that is given', () => {
    expect(satisfies(5, { gt: 3, lt: 6 })).toBe(true);
    expect(satisfies(7, { gt: 3, lt: 6 })).toBe(false);
    expect(satisfies(5, { is_in: [4, 5], not_eq: 6, not_in: [7] })).toBe(true);
    expect(satisfies(7, { not_in: [7] })).toBe(false);
    expect(satisfies(7, { not_eq: 7 })).toBe(false);
  });

  it('holds an approximate value equal within its tolerance', () => {
    const around50 = approximately(50, { relative: 0.1 }); // 50 ± 5

    expect([45, 55, 44.99, 55.01].map((value) => satisfies(value, { eq: around50 }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('widens lte and gte by the tolerance and narrows lt and gt by it', () => {
    const around50 = approximately(50, { relative: 0.1 });

    expect(satisfies(55, { lte: around50 })).toBe(true);
    expect(satisfies(45, { gte: around50 })).toBe(true);
    expect(satisfies(45, { lt: around50 })).toBe(false);
    expect(satisfies(44.9, { lt: around50 })).toBe(true);
    expect(satisfies(55, { gt: around50 })).toBe(false);
    expect(satisfies(55.1, { gt: around50 })).toBe(true);
  });

  it('allows 1e-12 around an approximate nought', () => {
    const around0 = approximately(0, { relative: 0.1 });

    expect(satisfies(1e-12, { lte: around0 })).toBe(true);
    expect(satisfies(1e-11, { lte: around0 })).toBe(false);
  });

  it('fails NaN against every order', () => {
    expect(satisfies(Number.NaN, { eq: 1 })).toBe(false);
    expect(satisfies(Number.NaN, { lt: 1 })).toBe(false);
    expect(satisfies(Number.NaN, { gte: approximately(1) })).toBe(false);
  });
});

describe('describeCondition', () => {
  it('joins the bounds in a fixed order', () => {
    expect(describeCondition({ lt: 0.8, gt: 30 })).toBe('gt=30 and lt=0.8');
    expect(describeCondition({ eq: approximately(50, { relative: 0.1 }) })).toBe('eq=50 ± 5');
    expect(describeCondition({ is_in: [1, 2] })).toBe('is_in=[1, 2]');
  });

  it('prints whole bounds of counts in full and of fractions in three digits', () => {
    expect(describeCondition({ gt: 1234 })).toBe('gt=1234');
    expect(describeCondition({ gte: -1234 }, true)).toBe('gte=-1.23e+03');
  });
});

describe('ConditionSchema', () => {
  it('refuses an unknown operator and a tolerance that is not positive', () => {
    expect(ConditionSchema.safeParse({ equals: 1 }).success).toBe(false);
    expect(ConditionSchema.safeParse({ eq: { value: 1, relative: 0, absolute: 0 } }).success).toBe(false);
  });
});

describe('hasBound', () => {
  it('is false of an empty condition', () => {
    expect(hasBound({})).toBe(false);
    expect(hasBound({ eq: 0 })).toBe(true);
  });
});
