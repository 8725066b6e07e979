import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from './build-columns.ts';
import { inferFeatureType, inferPredictionType, inferTargetType, inferTask } from './infer-feature-type.ts';

const FIVE = numericColumn([1, 2, 3, 4, 5, 5]);
const SIX = numericColumn([1, 2, 3, 4, 5, 6]);
const TEXT = categoricalColumn(['a', 'b', null]);

describe('inferFeatureType', () => {
  it('takes up to five distinct whole numbers for categories', () => {
    expect(inferFeatureType({ current: FIVE })).toBe('cat');
    expect(inferFeatureType({ current: SIX })).toBe('num');
  });

  it('counts the distinct values of the reference where it has any', () => {
    expect(inferFeatureType({ current: SIX, reference: FIVE })).toBe('cat');
    expect(inferFeatureType({ current: FIVE, reference: SIX })).toBe('num');
  });

  it('takes fractions for numbers however few values they have', () => {
    expect(inferFeatureType({ current: numericColumn([0.5, 0.5]) })).toBe('num');
    expect(inferFeatureType({ current: numericColumn([1, null]) })).toBe('num');
  });

  it('takes booleans, strings and times with a zone for categories', () => {
    const values = Float64Array.of(0);

    expect(inferFeatureType({ current: categoricalColumn([true, false]) })).toBe('cat');
    expect(inferFeatureType({ current: TEXT })).toBe('cat');
    expect(inferFeatureType({ current: { kind: 'datetime', values, isZoned: true } })).toBe('cat');
    expect(inferFeatureType({ current: { kind: 'datetime', values } })).toBe('datetime');
  });

  it("takes the reference's type where the two differ and one is no number", () => {
    expect(inferFeatureType({ current: TEXT, reference: numericColumn([0.5]) })).toBe('num');
    expect(inferFeatureType({ current: numericColumn([0.5]), reference: TEXT })).toBe('cat');
  });

  it('is unknown without a side', () => {
    expect(inferFeatureType({})).toBe('unknown');
  });
});

describe('inferTargetType', () => {
  it('is numeric for regression, and for more than five distinct numbers unless the task is classification', () => {
    expect(inferTargetType({ current: FIVE }, 'regression')).toBe('num');
    expect(inferTargetType({ current: FIVE }, undefined)).toBe('cat');
    expect(inferTargetType({ current: SIX }, undefined)).toBe('num');
    expect(inferTargetType({ current: SIX }, 'classification')).toBe('cat');
    expect(inferTargetType({ current: TEXT }, undefined)).toBe('cat');
  });
});

describe('inferPredictionType', () => {
  it('takes numbers in [0, 1] for probabilities, and few whole numbers for labels', () => {
    expect(inferPredictionType({ current: numericColumn([0.1, 0.9]) }, 'classification')).toBe('num');
    expect(inferPredictionType({ current: numericColumn([0, 1, 1]) }, undefined)).toBe('cat');
    expect(inferPredictionType({ current: numericColumn([0.5, 1.5]) }, undefined)).toBe('cat');
    expect(inferPredictionType({ current: SIX }, undefined)).toBe('num');
    expect(inferPredictionType({ current: SIX }, 'classification')).toBe('cat');
    expect(inferPredictionType({ current: numericColumn([0.5, 1.5]) }, 'regression')).toBe('num');
    expect(inferPredictionType({ current: TEXT }, undefined)).toBe('cat');
  });
});

describe('inferTask', () => {
  it('follows the type of the target', () => {
    expect([inferTask('num'), inferTask('cat'), inferTask(undefined)]).toEqual([
      'regression',
      'classification',
      undefined,
    ]);
  });
});
