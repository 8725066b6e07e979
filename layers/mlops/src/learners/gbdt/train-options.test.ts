import { describe, expect, it } from 'vitest';
import type { GbdtDataset } from './dataset.ts';
import { makeFixtureDataset, makeLabelledDataset } from './fixtures/fixture-dataset.ts';
import type { GbdtTree } from './gbdt-model.ts';
import { type GbdtParametersRaw, parseGbdtParameters } from './parameters.ts';
import { predictGbdt } from './predict-gbdt.ts';
import { type GbdtRound, trainGbdt } from './train-gbdt.ts';
import { writeXgboostJson } from './write-xgboost-json.ts';

const dataset = makeFixtureDataset(600, 'missing', 3);

const train = (raw: GbdtParametersRaw, data: GbdtDataset = dataset) => trainGbdt(data, parseGbdtParameters(raw));

const leavesOf = ({ leftChildren }: GbdtTree) => leftChildren.filter((left) => left === -1).length;

function depthOf(leftChildren: readonly number[], node = 0): number {
  const left = leftChildren[node];
  return left === -1 ? 0 : 1 + Math.max(depthOf(leftChildren, left), depthOf(leftChildren, left + 1));
}

describe('trainGbdt with limits and constraints', () => {
  it.each(['depthwise', 'lossguide'] as const)(
    'grows no tree of more leaves or depth than it may, %s',
    (grow_policy) => {
      const { trees } = train({ grow_policy, max_leaves: 7, max_depth: 5, num_boost_round: 5 });

      for (const tree of trees) {
        expect(leavesOf(tree)).toBe(7);
        expect(depthOf(tree.leftChildren)).toBeLessThanOrEqual(5);
      }
    },
  );

  it('splits the leaf of greatest gain first, so that fewer leaves are the beginning of more', () => {
    const raw = { grow_policy: 'lossguide', max_depth: 0, num_boost_round: 1 } as const;
    const [few] = train({ ...raw, max_leaves: 5 }).trees;
    const [many] = train({ ...raw, max_leaves: 6 }).trees;

    const gains = [few, many].map((tree) => tree?.lossChanges.filter((gain) => gain > 0) ?? []);

    expect(gains[1]).toHaveLength(5);
    expect(gains[1]).toEqual(expect.arrayContaining(gains[0] ?? []));
  });

  it('predicts what only rises or falls with constrained features, whatever the others are', () => {
    const model = train({ monotone_constraints: { f0: 1, f3: -1 }, num_boost_round: 20, max_depth: 5 });
    const steps = 60;
    const others = Array.from({ length: 40 }, (_, i) => i);

    for (const [feature, direction] of [
      [0, 1],
      [3, -1],
    ] as const) {
      for (const row of others) {
        const values = Float32Array.from({ length: 6 * steps }, (_, i) =>
          Math.floor(i / steps) === feature
            ? -3 + ((i % steps) * 6) / steps
            : dataset.values[Math.floor(i / steps) * dataset.rows + row],
        );
        const predictions = predictGbdt(model, values, steps);
        for (let i = 1; i < steps; i++) {
          expect(direction * (predictions[i] - predictions[i - 1])).toBeGreaterThanOrEqual(0);
        }
      }
    }
  });

  it('takes constraints by feature in order as it does by name', () => {
    const byName = train({ monotone_constraints: { f0: 1, f3: -1 } });
    const inOrder = train({ monotone_constraints: [1, 0, 0, -1] });

    expect(writeXgboostJson(byName)).toBe(writeXgboostJson(inOrder));
    expect(writeXgboostJson(train({ monotone_constraints: [0, 0] }))).toBe(writeXgboostJson(train({})));
  });

  it.each([
    { constraints: [1, 1, 1, 1, 1, 1, 1], message: /has 7 directions; allowed: at most one of each of the 6 features/ },
    { constraints: { size: 1 }, message: /has a direction of size; allowed: the names of the features/ },
  ] as const)('refuses the constraints $constraints', ({ constraints, message }) => {
    const raw = { monotone_constraints: Array.isArray(constraints) ? [...constraints] : { ...constraints } };

    expect(() => train(raw as GbdtParametersRaw)).toThrow(
      expect.objectContaining({ code: 'learner.parameter_out_of_range', message: expect.stringMatching(message) }),
    );
  });

  it('keeps weights within max_delta_step', () => {
    const { trees } = train({ max_delta_step: 0.25, learning_rate: 1, num_boost_round: 3 });

    for (const tree of trees) {
      expect(Math.max(...tree.baseWeights.map(Math.abs))).toBe(0.25);
    }
  });

  it('grows the same trees of rows in another order, where no cut is approximate', () => {
    const few = makeFixtureDataset(200, 'missing', 5);
    const rounded = { ...few, labels: few.labels.map(Math.round) };
    const shuffled = Array.from({ length: 200 }, (_, i) => (i * 77) % 200);
    const other: GbdtDataset = {
      ...rounded,
      labels: Float32Array.from(shuffled, (row) => rounded.labels[row]),
      values: Float32Array.from({ length: 1200 }, (_, i) => few.values[Math.floor(i / 200) * 200 + shuffled[i % 200]]),
    };
    const raw = { base_score: 0, num_boost_round: 1, max_depth: 4 };

    expect(train(raw, other).trees).toEqual(train(raw, rounded).trees);
  });
});

describe('trainGbdt of groups and classes', () => {
  const ranking = makeLabelledDataset(400, 'missing', 1, { labels: 'relevance', isRanking: true });
  const rank = (more: Partial<GbdtDataset>) => train({ objective: 'rank:pairwise' }, { ...ranking, ...more });

  it('refuses a group that begins again', () => {
    const groups = Int32Array.from(ranking.labels, (_, row) => Math.floor(row / 100) % 2);

    expect(() => rank({ groups })).toThrow(
      expect.objectContaining({
        code: 'learner.group_split',
        message:
          'group 0 of the training dataset begins again at row 200; sort the rows so that each group stands together',
      }),
    );
  });

  it('refuses a group of several weights', () => {
    const weights = ranking.labels.map((_, row) => (row === 5 ? 2 : 1));

    expect(() => rank({ weights })).toThrow(
      expect.objectContaining({
        code: 'learner.group_weight_varies',
        message: 'row 5 of the training dataset weighs 2, its group 1 1; a group has one weight in ranking',
      }),
    );
  });

  it('ranks by returns as they are, and then watches the share of pairs in order', () => {
    const rounds: GbdtRound[] = [];
    const returns = { ...ranking, labels: makeFixtureDataset(400, 'missing', 1).labels };

    trainGbdt(returns, parseGbdtParameters({ objective: 'rank:pairwise' }), { onRound: (round) => rounds.push(round) });

    expect(Object.keys(rounds[0]?.train ?? {})).toEqual(['auc']);
    expect(rounds.at(-1)?.train.auc).toBeGreaterThan(rounds[0]?.train.auc ?? 1);
  });

  it('learns nothing, without a failure, of groups in which all are alike', () => {
    const model = rank({ labels: new Float32Array(400) });

    expect(model.trees.every(({ leftChildren }) => leftChildren.length === 1)).toBe(true);
  });

  it('learns of classes of which one never occurs', () => {
    const classes = makeLabelledDataset(300, 'missing', 1, { labels: 'binary', isRanking: false });

    const model = train({ objective: 'multi:softprob', num_class: 4 }, classes);

    const predictions = predictGbdt(model, classes.values, 300);
    expect(predictions).toHaveLength(1200);
    for (let row = 0; row < 300; row++) {
      const [a, b, c, d] = predictions.subarray(4 * row, 4 * row + 4);
      expect(a + b + c + d).toBeCloseTo(1, 5);
      expect(Math.max(c, d)).toBeLessThan(0.2);
    }
  });

  it('maximises a score when it stops early by one', () => {
    const raw = { objective: 'rank:pairwise', num_boost_round: 200, early_stopping_rounds: 3 } as const;
    const validation = makeLabelledDataset(300, 'missing', 2, { labels: 'relevance', isRanking: true });
    const scores: number[] = [];

    const model = trainGbdt(ranking, parseGbdtParameters(raw), {
      validation,
      onRound: ({ validation }) => scores.push(validation?.['ndcg@32'] ?? 0),
    });

    expect(model.bestScore).toBe(Math.max(...scores));
    expect(model.bestIteration).toBe(scores.indexOf(Math.max(...scores)));
  });

  it('refuses labels whose gradients leave float32', () => {
    const huge = { ...dataset, labels: dataset.labels.map((_, row) => (row % 2 === 0 ? 3e38 : -3e38)) };

    expect(() => train({ base_score: 2e38 }, huge)).toThrow(
      expect.objectContaining({ code: 'learner.gradient_overflow' }),
    );
  });
});
