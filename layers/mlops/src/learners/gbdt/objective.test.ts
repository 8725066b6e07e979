import { describe, expect, it } from 'vitest';
import type { GbdtDataset } from './dataset.ts';
import { createObjective } from './objective.ts';
import { type GbdtParametersRaw, parseGbdtParameters } from './parameters.ts';

const { fround } = Math;

function makeDataset(labels: readonly number[], more: Partial<GbdtDataset> = {}): GbdtDataset {
  const rows = labels.length;
  return {
    rows,
    features: 1,
    featureNames: ['x'],
    values: new Float32Array(rows),
    labels: Float32Array.from(labels),
    ...more,
  };
}

/** Gradient and hessian of each output at these margins. */
function differentiate(raw: GbdtParametersRaw, dataset: GbdtDataset, margins: readonly (readonly number[])[]) {
  const objective = createObjective(parseGbdtParameters(raw));
  const into = margins.map(() => ({
    gradient: new Float32Array(dataset.rows),
    hessian: new Float32Array(dataset.rows),
  }));
  objective.differentiate(
    margins.map((column) => Float32Array.from(column)),
    dataset,
    into,
  );
  return into.map(({ gradient, hessian }) => ({ gradient: Array.from(gradient), hessian: Array.from(hessian) }));
}

const baseScore = (raw: GbdtParametersRaw, dataset: GbdtDataset) =>
  createObjective(parseGbdtParameters(raw)).estimateBaseScore(dataset);

describe('createObjective', () => {
  it('takes for squared error the difference, times weight and scale_pos_weight', () => {
    const dataset = makeDataset([1, 3], { weights: Float32Array.of(2, 3) });

    const [derivatives] = differentiate({ scale_pos_weight: 1.5 }, dataset, [[2, 2]]);

    // (2 − 1) · 2 · 1.5 and (2 − 3) · 3.
    expect(derivatives).toEqual({ gradient: [3, -3], hessian: [3, 3] });
  });

  it('takes for pseudo-Huber a gradient that levels off', () => {
    // z = 3, δ = 4: √(1 + 9/16) = 1.25, g = 3 / 1.25 = 2.4, h = 16 / ((16 + 9) · 1.25) = 0.512. z = 0: g = 0, h = 1.
    const raw = { objective: 'reg:pseudohubererror', huber_slope: 4 } as const;

    const [derivatives] = differentiate(raw, makeDataset([1, 2]), [[4, 2]]);

    expect(derivatives).toEqual({ gradient: [fround(2.4), 0], hessian: [fround(0.512), 1] });
  });

  it('takes for logistic the probability less the label, also of a label between 0 and 1', () => {
    const [derivatives] = differentiate({ objective: 'binary:logistic' }, makeDataset([1, 0, 0.25]), [[0, 0, 0]]);

    expect(derivatives).toEqual({ gradient: [-0.5, 0.5, 0.25], hessian: [0.25, 0.25, 0.25] });
  });

  it('keeps logistic hessians above 0 where the probability is 0 or 1', () => {
    const [derivatives] = differentiate({ objective: 'binary:logistic' }, makeDataset([1, 0]), [[200, -200]]);

    expect(derivatives?.gradient[0]).toBe(0);
    expect(derivatives?.hessian).toEqual([fround(1e-16), fround(1e-16)]);
  });

  it('takes for softmax the probabilities less the label, and twice the variances', () => {
    const dataset = makeDataset([2], { weights: Float32Array.of(3) });

    const derivatives = differentiate({ objective: 'multi:softprob', num_class: 4 }, dataset, [[5], [5], [5], [5]]);

    // p = ¼ each: g = ¼ · 3, or −¾ · 3 of the label's class; h = 2 · ¼ · ¾ · 3.
    expect(derivatives.map(({ gradient }) => gradient[0])).toEqual([0.75, 0.75, -2.25, 0.75]);
    expect(derivatives.map(({ hessian }) => hessian[0])).toEqual([1.125, 1.125, 1.125, 1.125]);
  });

  it('pulls the more relevant of each pair up and pushes the other down', () => {
    // Equal scores: ρ = ½, so each pair gives λ = −½ and h = 2 · ¼ = ½. Rows 0 and 2 beat row 1: L = 2 · ½ · 2 = 2,
    // scale log₂(1 + 2) / 2.
    const raw = { objective: 'rank:pairwise' } as const;
    const scale = Math.log2(3) / 2;

    const [derivatives] = differentiate(raw, makeDataset([1, 0, 1], { groups: Int32Array.of(7, 7, 7) }), [[0, 0, 0]]);

    expect(derivatives?.gradient).toEqual([-0.5, 1, -0.5].map((x) => expect.closeTo(x * scale, 6)));
    expect(derivatives?.hessian).toEqual([0.5, 1, 0.5].map((x) => expect.closeTo(x * scale, 6)));
  });

  it('pairs rows of one group only, and weighs groups against their mean', () => {
    const raw = { objective: 'rank:pairwise', lambdarank_normalization: false } as const;
    const groups = Int32Array.of(1, 1, 2, 2, 3);
    const dataset = makeDataset([1, 0, 0, 1, 9], { groups, weights: Float32Array.of(1, 1, 3, 3, 5) });

    const [derivatives] = differentiate(raw, dataset, [[0, 0, 0, 0, 0]]);

    // Weights 1, 3 and 5 of a mean of 3; a row alone has no pair.
    expect(derivatives?.gradient).toEqual([-0.5 / 3, 0.5 / 3, 0.5, -0.5, 0].map((x) => expect.closeTo(x, 6)));
  });

  it('pairs only with the best of a group, as many as are asked for', () => {
    const raw = { objective: 'rank:pairwise', lambdarank_num_pair_per_sample: 1 } as const;
    const dataset = makeDataset([0, 1, 2], { groups: new Int32Array(3) });

    const [derivatives] = differentiate(raw, dataset, [[3, 2, 1]]);

    // Row 0 is first by score and is paired with both others; rows 1 and 2 are not with each other.
    expect(derivatives?.gradient[0]).toBeGreaterThan(0);
    expect((derivatives?.gradient[1] ?? 0) + (derivatives?.gradient[2] ?? 0)).toBeCloseTo(
      -(derivatives?.gradient[0] ?? 0),
      6,
    );
  });

  it('starts from the mean, a Newton step or ½', () => {
    const weights = Float32Array.of(1, 1, 2);

    expect(baseScore({}, makeDataset([1, 2, 6], { weights }))).toBe(3.75);
    expect(baseScore({ objective: 'binary:logistic' }, makeDataset([1, 0, 0], { weights }))).toBe(0.25);
    // From the margin 0, label 1 weighing 3: −Σg / Σh = (1.5 − 0.5) / (0.75 + 0.25) = 1, of which the probability.
    const positive = { objective: 'binary:logistic', scale_pos_weight: 3 } as const;
    expect(baseScore(positive, makeDataset([1, 0]))).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
    expect(baseScore({ objective: 'multi:softprob', num_class: 3 }, makeDataset([0, 1, 2]))).toBe(0.5);
    expect(baseScore({ objective: 'reg:pseudohubererror' }, makeDataset([0.3, 0.3]))).toBeCloseTo(0.3 * 1.09, 5);
  });

  it.each([
    { raw: { objective: 'binary:logistic' }, labels: [0, 1, 2], code: 'learner.label_out_of_range' },
    { raw: { objective: 'binary:logistic' }, labels: [1, 1, 1], code: 'learner.single_class' },
    { raw: { objective: 'multi:softprob', num_class: 3 }, labels: [0, 1, 3], code: 'learner.label_out_of_range' },
    { raw: { objective: 'multi:softprob', num_class: 3 }, labels: [0, 1, 0.5], code: 'learner.label_out_of_range' },
    { raw: { objective: 'multi:softprob', num_class: 3 }, labels: [2, 2, 2], code: 'learner.single_class' },
    { raw: { objective: 'rank:ndcg' }, labels: [0, 1, 32], code: 'learner.label_out_of_range' },
    { raw: { objective: 'rank:ndcg', ndcg_exp_gain: false }, labels: [0, 1, -1], code: 'learner.label_out_of_range' },
  ] as const)('refuses the labels $labels for $raw', ({ raw, labels, code }) => {
    const objective = createObjective(parseGbdtParameters(raw));

    expect(() => objective.checkLabels(makeDataset(labels), 'training')).toThrow(expect.objectContaining({ code }));
  });

  it('counts a class only where it weighs something, and lets validation rows be of one', () => {
    const objective = createObjective(parseGbdtParameters({ objective: 'binary:logistic' }));
    const dataset = makeDataset([1, 0, 1], { weights: Float32Array.of(1, 0, 1) });

    expect(() => objective.checkLabels(dataset, 'training')).toThrow(
      expect.objectContaining({ code: 'learner.single_class' }),
    );
    expect(() => objective.checkLabels(dataset, 'validation')).not.toThrow();
  });
});
