import { describe, expect, it } from 'vitest';
import type { GbdtDataset } from '../dataset.ts';
import { type GbdtParametersRaw, parseGbdtParameters } from '../parameters.ts';
import { createMetrics, isMaximised } from './metric.ts';

function evaluate(
  name: string,
  predictions: readonly number[],
  dataset: Pick<GbdtDataset, 'labels' | 'weights' | 'groups'>,
  raw: GbdtParametersRaw = {},
): number {
  const [metric] = createMetrics(parseGbdtParameters({ ...raw, eval_metric: name }), 'rmse');
  const rows = dataset.labels.length;
  const full = { rows, features: 1, featureNames: ['x'], values: new Float32Array(rows), ...dataset };
  metric?.checkLabels?.(full, 'training');
  return metric?.evaluate(Float32Array.from(predictions), full, raw.num_class ?? 1) ?? Number.NaN;
}

const labels = (...values: number[]) => ({ labels: Float32Array.from(values) });
const RANKING = { objective: 'rank:pairwise' } as const;

describe('createMetrics', () => {
  it.each([
    { name: 'rmse', expected: Math.sqrt((1 + 9) / 2) },
    { name: 'mae', expected: 2 },
    { name: 'mape', expected: (1 / 2 + 3 / 4) / 2 },
    { name: 'rmsle', expected: Math.sqrt((Math.log(4 / 3) ** 2 + Math.log(2 / 5) ** 2) / 2) },
    { name: 'mphe', expected: (Math.SQRT2 - 1 + Math.sqrt(10) - 1) / 2 },
  ])('gives $name', ({ name, expected }) => {
    expect(evaluate(name, [3, 1], labels(2, 4))).toBeCloseTo(expected, 6);
  });

  it('weighs rows', () => {
    const dataset = { ...labels(0, 0), weights: Float32Array.of(3, 1) };

    expect(evaluate('mae', [1, 5], dataset)).toBe((3 * 1 + 5) / 4);
  });

  it('gives logloss and error of probabilities', () => {
    const dataset = labels(1, 0, 1);

    expect(evaluate('logloss', [0.5, 0.25, 1], dataset)).toBeCloseTo((Math.log(2) - Math.log(0.75)) / 3, 6);
    expect(evaluate('logloss', [0, 0, 1], dataset)).toBeCloseTo(-Math.log(1e-16) / 3, 4);
    expect(evaluate('error', [0.6, 0.7, 0.5], dataset)).toBeCloseTo(2 / 3, 12);
    expect(evaluate('error@0.65', [0.6, 0.7, 0.5], dataset)).toBe(1);
  });

  it('gives the log loss and error rate of classes', () => {
    const raw = { objective: 'multi:softprob', num_class: 3 } as const;
    const predictions = [0.5, 0.25, 0.25, 0.25, 0.25, 0.5];

    expect(evaluate('mlogloss', predictions, labels(0, 1), raw)).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 6);
    expect(evaluate('merror', predictions, labels(0, 1), raw)).toBe(0.5);
  });

  it('gives the area under the curve with ties and weights', () => {
    // Pairs (1 before 0): 0.9 > 0.5 and > 0.1; 0.5 = 0.5 counts half and > 0.1: 3.5 of 4.
    expect(evaluate('auc', [0.9, 0.5, 0.5, 0.1], labels(1, 1, 0, 0))).toBe(3.5 / 4);
    // The tied negative weighs 3: (1·3 + 1·1 + ½·3 + 1·1) of 2 · 4.
    const weighted = { ...labels(1, 1, 0, 0), weights: Float32Array.of(1, 1, 3, 1) };
    expect(evaluate('auc', [0.9, 0.5, 0.5, 0.1], weighted)).toBe(6.5 / 8);
    expect(evaluate('auc', [0.5, 0.5], labels(1, 1))).toBeNaN();
  });

  it('gives the share of pairs in order within groups, in ranking', () => {
    const dataset = { ...labels(3, 2, 1, 5, 4), groups: Int32Array.of(0, 0, 0, 1, 1) };

    // First group: 3 over 2 right, 3 over 1 right, 2 over 1 tied; second: wrong.
    expect(evaluate('auc', [9, 1, 1, 0, 1], dataset, RANKING)).toBeCloseTo((2.5 / 3 + 0) / 2, 12);
  });

  it('gives NDCG, at k, and for groups with nothing relevant', () => {
    const dataset = { ...labels(2, 0, 1, 0, 0), groups: Int32Array.of(0, 0, 0, 1, 1) };
    const log = Math.log2;
    const ideal = 3 + 1 / log(3);

    // By prediction: 0, 2, 1 → gains 0, 1, 3 at discounts 1, 1 / log₂3, ½.
    expect(evaluate('ndcg', [1, 3, 2, 0, 0], dataset, RANKING)).toBeCloseTo(((1 / log(3) + 1.5) / ideal + 1) / 2, 12);
    expect(evaluate('ndcg@2', [1, 3, 2, 0, 0], dataset, RANKING)).toBeCloseTo((1 / log(3) / ideal + 1) / 2, 12);
    expect(evaluate('ndcg@2-', [1, 3, 2, 0, 0], dataset, RANKING)).toBeCloseTo(1 / log(3) / ideal / 2, 12);
    const linear = { ...RANKING, ndcg_exp_gain: false };
    expect(evaluate('ndcg@1', [3, 1, 2, 0, 0], dataset, linear)).toBe(1);
  });

  it('gives average precision and precision of relevant rows', () => {
    const dataset = labels(1, 0, 1);

    // By prediction: 1, 0, 1 → (1/1 + 2/3) / 2.
    expect(evaluate('map', [3, 2, 1], dataset, RANKING)).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(evaluate('map@1', [3, 2, 1], dataset, RANKING)).toBe(1);
    expect(evaluate('pre@2', [3, 2, 1], dataset, RANKING)).toBe(0.5);
  });

  it.each([
    { name: 'gini', raw: {} },
    { name: 'rmse@2', raw: {} },
    { name: 'auc-', raw: {} },
    { name: 'ndcg@0', raw: {} },
    { name: 'ndcg@x', raw: {} },
    { name: 'error@high', raw: {} },
    { name: 'mlogloss', raw: {} },
    { name: 'constructor', raw: {} },
    { name: 'rmse', raw: { objective: 'multi:softprob', num_class: 3 } },
  ] as const)('refuses $name with $raw, naming what there is', ({ name, raw }) => {
    expect(() => createMetrics(parseGbdtParameters({ ...raw, eval_metric: name }), 'rmse')).toThrow(
      expect.objectContaining({
        code: 'learner.parameter_out_of_range',
        message: expect.stringMatching(/^parameter eval_metric is ".+"; allowed with .+: /),
      }),
    );
  });

  it.each([
    { name: 'logloss', values: [0, 2] },
    { name: 'auc', values: [0, -1] },
    { name: 'ndcg', values: [0, -1] },
    { name: 'map', values: [0, 2] },
  ])('refuses labels $values that $name cannot judge by', ({ name, values }) => {
    expect(() => evaluate(name, [0, 1], labels(...values))).toThrow(
      expect.objectContaining({ code: 'learner.label_out_of_range' }),
    );
  });
});

describe('isMaximised', () => {
  it('tells scores from losses by their names', () => {
    expect(['auc', 'ndcg@5', 'map', 'pre@3'].every((name) => isMaximised({ name }))).toBe(true);
    expect(['rmse', 'mape', 'mphe', 'logloss', 'error', 'mlogloss'].some((name) => isMaximised({ name }))).toBe(false);
  });
});
