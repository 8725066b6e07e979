import {
  fitLogistic,
  fitRidge,
  parseLogisticParameters,
  parseRidgeParameters,
  predictLinear,
} from '@optaic/mlops/learners/linear';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearToOnnx } from './linear-to-onnx.ts';
import { scalerToOnnx } from './scaler-to-onnx.ts';
import { createOnnxSession } from './session.ts';

const OPTIONS = { producerVersion: '1.0.0' };

/** Row-major, as ONNX takes them. */
function rowMajor(values: Float32Array, rows: number): Float32Array {
  const features = values.length / rows;
  return Float32Array.from(values, (_, i) => values[(i % features) * rows + Math.floor(i / features)]);
}

describe('linearToOnnx', () => {
  it('serves scaled features times coefficients plus the intercept', async () => {
    // (3 − 1) · 0.5 · 2 + (10 − 4) · 0.25 · −1 + 7 = 2 − 1.5 + 7 = 7.5; at the offsets the intercept is left.
    const model = { offset: [1, 4], scale: [0.5, 0.25], coefficients: [2, -1], intercept: 7 };
    const session = await createOnnxSession(linearToOnnx(model, OPTIONS));

    const score = await session.run(Float32Array.of(3, 10, 1, 4), 2);

    expect([...score]).toEqual([7.5, 7]);
    await session.release();
  });

  it('lets a missing feature add nothing', async () => {
    const model = { offset: [1, 4], scale: [0.5, 0.25], coefficients: [2, -1], intercept: 7 };
    const session = await createOnnxSession(linearToOnnx(model, OPTIONS));

    const score = await session.run(Float32Array.of(3, Number.NaN, Number.NaN, Number.NaN), 2);

    expect([...score]).toEqual([9, 7]);
    await session.release();
  });

  it.each(['ridge', 'logistic'] as const)(
    'equals the native %s to float32 rounding, in order and sign, whatever the size of the numbers',
    async (learner) => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: -4, max: 6 }), async (seed, magnitude) => {
          const rows = 40;
          const random = wave(seed);
          const values = Float32Array.from({ length: 3 * rows }, () => 10 ** magnitude * random());
          for (let i = 0; i < values.length; i += 11) values[i] = Number.NaN;
          const labels = Float64Array.from({ length: rows }, (_, row) =>
            learner === 'ridge' ? 1e4 * random() : row % 2,
          );
          const training = { rows, featureNames: ['a', 'b', 'c'], values, labels };
          const model =
            learner === 'ridge'
              ? fitRidge(training, parseRidgeParameters({}))
              : fitLogistic(training, parseLogisticParameters({}));
          const session = await createOnnxSession(linearToOnnx(model, OPTIONS));

          const served = await session.run(rowMajor(values, rows), rows);
          const alone = await session.run(rowMajor(values, rows).subarray(0, 3), 1);

          const native = predictLinear(model, values, rows);
          served.forEach((score, row) => {
            expect(Math.abs(score - native[row])).toBeLessThanOrEqual(2 ** -23 * Math.abs(native[row]));
            expect(Math.sign(score)).toBe(Math.sign(native[row]));
          });
          expect(alone[0]).toBe(served[0]);
          await session.release();
        }),
        { numRuns: 20 },
      );
    },
  );

  it('names the learner and the features in the metadata, and refuses others under these names', () => {
    const model = { offset: [1], scale: [1], coefficients: [1], intercept: 0, featureNames: ['a'] };
    const bytes = linearToOnnx(model, OPTIONS);

    expect(Buffer.from(bytes).includes('feature_names')).toBe(true);
    expect(() => linearToOnnx(model, { ...OPTIONS, metadata: { learner: 'x' } })).toThrow(
      expect.objectContaining({ code: 'model.metadata_reserved' }),
    );
  });

  it('refuses shapes that differ', () => {
    const model = { offset: [1], scale: [1, 1], coefficients: [1, 1], intercept: 0 };

    expect(() => linearToOnnx(model, OPTIONS)).toThrow(expect.objectContaining({ code: 'model.shape_mismatch' }));
  });
});

describe('scalerToOnnx', () => {
  it('centres and scales, and leaves missing what is', async () => {
    const session = await createOnnxSession(scalerToOnnx({ offset: [1, 4], scale: [0.5, 0.25] }, OPTIONS));

    expect([...(await session.run(Float32Array.of(3, 10, Number.NaN, 0), 2))]).toEqual([1, 1.5, Number.NaN, -1]);
    await session.release();
  });

  it('refuses shapes that differ', () => {
    expect(() => scalerToOnnx({ offset: [1], scale: [1, 1] }, OPTIONS)).toThrow(
      expect.objectContaining({ code: 'model.shape_mismatch' }),
    );
  });
});

/** Numbers in (−1, 1) without a pattern, by their seed. */
function wave(seed: number): () => number {
  let i = seed;
  return () => Math.sin(12.9898 * ++i) ** 3;
}
