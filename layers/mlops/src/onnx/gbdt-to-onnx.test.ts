import {
  type GbdtDataset,
  type GbdtModel,
  parseGbdtParameters,
  predictGbdt,
  trainGbdt,
} from '@optaic/mlops/learners/gbdt';
import { describe, expect, it } from 'vitest';
import { gbdtToOnnx } from './gbdt-to-onnx.ts';
import { createOnnxSession } from './onnx-session.ts';

const FEATURES = 4;

/** Smooth, irregular numbers in (−1, 1), without a generator. */
const wave = (i: number) => Math.fround(Math.sin(12.9898 * i) * Math.cos(0.37 * i));

function makeDataset(rows: number): GbdtDataset {
  const values = Float32Array.from({ length: rows * FEATURES }, (_, i) => (i % 13 === 0 ? Number.NaN : wave(i)));
  const labels = Float32Array.from(
    { length: rows },
    (_, row) => 30 + 5 * wave(row) + (values[row] > 0 ? 2 : -1) * (values[rows + row] || 0),
  );
  return { rows, features: FEATURES, featureNames: ['a', 'b', 'c', 'd'], values, labels };
}

function trainModel(overrides: Readonly<Record<string, unknown>> = {}): GbdtModel {
  const parameters = { num_boost_round: 40, max_depth: 5, learning_rate: 0.2, min_child_weight: 2, ...overrides };
  return trainGbdt(makeDataset(600), parseGbdtParameters(parameters));
}

/** Rows as hard as they come: training rows, values exactly at thresholds, missing and infinite ones. */
function makeHardRows(model: GbdtModel, rows: number): { byColumn: Float32Array; byRow: Float32Array } {
  const thresholds = model.trees.flatMap((tree) =>
    tree.splitConditions.filter((_, node) => tree.leftChildren[node] !== -1),
  );
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  const byColumn = Float32Array.from({ length: rows * FEATURES }, (_, i) => {
    if (i % 3 === 0) return thresholds[(i * 7) % thresholds.length] ?? 0;
    return i % 11 === 0 ? special[(i / 11) % special.length] : 1.5 * wave(i + 5000);
  });
  const byRow = byColumn.map((_, i) => byColumn[(i % FEATURES) * rows + Math.floor(i / FEATURES)]);
  return { byColumn, byRow };
}

async function scoreWithRuntime(onnx: Uint8Array, values: Float32Array, rows: number): Promise<Float32Array> {
  const session = await createOnnxSession(onnx);
  try {
    return await session.run(values, rows);
  } finally {
    await session.release();
  }
}

describe('gbdtToOnnx', () => {
  it.each([0, 1, 30, 1000])('scores %i rows in ONNX Runtime exactly as the tree walk does', async (rows) => {
    const model = trainModel();
    const { byColumn, byRow } = makeHardRows(model, rows);

    const scores = await scoreWithRuntime(gbdtToOnnx(model, { producerVersion: '0.1.0' }), byRow, rows);

    expect(scores).toEqual(predictGbdt(model, byColumn, rows));
  });

  it.each([
    { objective: 'reg:pseudohubererror' },
    { objective: 'binary:logistic', base_score: 0.3 },
    { objective: 'multi:softprob', num_class: 3 },
    { objective: 'rank:pairwise' },
    { objective: 'rank:ndcg' },
  ])('scores with $objective what predictGbdt predicts, a row alone as among others', async (parameters) => {
    const dataset = makeDataset(600);
    const labels = dataset.labels.map((label) => Math.max(0, Math.floor((label - 30) / 3) + 1) % 2);
    const groups = Int32Array.from(labels, (_, row) => Math.floor(row / 20));
    const model = trainGbdt(
      { ...dataset, labels, groups },
      parseGbdtParameters({ num_boost_round: 20, max_depth: 4, ...parameters }),
    );
    const { byColumn, byRow } = makeHardRows(model, 300);
    const outputs = parameters.num_class ?? 1;

    const predicted = predictGbdt(model, byColumn, 300);
    for (const foldBase of [true, false]) {
      const onnx = gbdtToOnnx(model, { producerVersion: '0.1.0', foldBase });
      const scores = await scoreWithRuntime(onnx, byRow, 300);
      const alone = await scoreWithRuntime(onnx, byRow.subarray(123 * FEATURES, 124 * FEATURES), 1);

      expect(scores).toHaveLength(300 * outputs);
      expect(Math.max(...scores.map((score, i) => Math.abs(score - (predicted[i] ?? 0))))).toBeLessThan(1e-6);
      expect(Array.from(alone)).toEqual(Array.from(scores.subarray(123 * outputs, 124 * outputs)));
    }
  });

  it('gives the margins of a ranking model bit for bit, as of a regression', async () => {
    const model = trainModel({ objective: 'rank:pairwise', num_boost_round: 10 });
    const { byColumn, byRow } = makeHardRows(model, 200);

    const scores = await scoreWithRuntime(gbdtToOnnx(model, { producerVersion: '0.1.0' }), byRow, 200);

    expect(scores).toEqual(predictGbdt(model, byColumn, 200));
  });

  it('keeps the trees as they are without foldBase, at the price of another order of summation', async () => {
    const model = trainModel();
    const { byColumn, byRow } = makeHardRows(model, 1000);

    const scores = await scoreWithRuntime(
      gbdtToOnnx(model, { producerVersion: '0.1.0', foldBase: false }),
      byRow,
      1000,
    );

    const expected = predictGbdt(model, byColumn, 1000);
    expect(scores).not.toEqual(expected);
    scores.forEach((score, row) => {
      expect(Math.abs(score - expected[row])).toBeLessThan(1e-5 * Math.abs(expected[row]));
    });
  });

  it('shows when one leaf is moved by a thousandth', async () => {
    const model = trainModel();
    const moved = structuredClone(model);
    const leaf = moved.trees[7]?.leftChildren.indexOf(-1) ?? -1;
    moved.trees[7]?.splitConditions.splice(leaf, 1, Math.fround((moved.trees[7]?.splitConditions[leaf] ?? 0) + 1e-3));
    const { byColumn, byRow } = makeHardRows(model, 1000);

    const scores = await scoreWithRuntime(gbdtToOnnx(moved, { producerVersion: '0.1.0' }), byRow, 1000);

    const expected = predictGbdt(model, byColumn, 1000);
    const differences = scores.map((score, row) => Math.abs(score - expected[row]));
    expect(Math.max(...differences)).toBeGreaterThan(9e-4);
    expect(Math.max(...differences)).toBeLessThan(1.1e-3);
  });

  it.each([
    { what: 'trees of one leaf', model: trainModel({ gamma: 1e12, num_boost_round: 2 }) },
    { what: 'no trees', model: { ...trainModel({ num_boost_round: 1 }), trees: [] } },
    {
      what: 'classes but no trees',
      model: { ...trainModel({ num_boost_round: 1 }), trees: [], objective: 'multi:softprob' as const, classes: 3 },
    },
  ])('scores a model with $what', async ({ model }) => {
    const { byColumn, byRow } = makeHardRows(model, 30);

    for (const foldBase of [true, false]) {
      const onnx = gbdtToOnnx(model, { producerVersion: '0.1.0', foldBase });
      expect(await scoreWithRuntime(onnx, byRow, 30)).toEqual(predictGbdt(model, byColumn, 30));
    }
  });

  it('takes infinite thresholds as they are', async () => {
    const model = trainModel({ num_boost_round: 2 });
    model.trees[0]?.splitConditions.splice(0, 1, Number.NEGATIVE_INFINITY);
    const { byColumn, byRow } = makeHardRows(model, 30);

    const scores = await scoreWithRuntime(gbdtToOnnx(model, { producerVersion: '0.1.0' }), byRow, 30);

    expect(scores).toEqual(predictGbdt(model, byColumn, 30));
  });

  it('writes the same bytes for the same model, whatever the order of the metadata', () => {
    const model = trainModel({ num_boost_round: 2 });
    const write = (metadata: Record<string, string>) => gbdtToOnnx(model, { producerVersion: '0.1.0', metadata });

    expect(write({ b: '2', a: '1' })).toEqual(write({ a: '1', b: '2' }));
    expect(write({ a: '1' })).not.toEqual(write({ a: '2' }));
  });

  it("refuses metadata that would replace the model's own", () => {
    const model = trainModel({ num_boost_round: 1 });

    expect(() => gbdtToOnnx(model, { producerVersion: '0.1.0', metadata: { objective: 'x' } })).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'model.metadata_reserved' }),
    );
  });
});
