import { describe, expect, it } from 'vitest';
import { createOnnxSession } from './onnx-session.ts';
import { weightedAverageToOnnx } from './weighted-average-to-onnx.ts';

const MISSING = Number.NaN;

describe('weightedAverageToOnnx', () => {
  it('averages what is there, and scores a row of nothing 0', async () => {
    const onnx = weightedAverageToOnnx(
      { weights: [0.5, -0.25, 0.25], featureNames: ['a', 'b', 'c'] },
      { producerVersion: '1.0.0' },
    );
    const session = await createOnnxSession(onnx);
    try {
      // (0.5·1 − 0.25·1 + 0.25·0)/1 = 0.25; without the first: (−0.25·1 + 0.25·0)/0.5 = −0.5.
      const rows = Float32Array.of(1, 1, 0, MISSING, 1, 0, MISSING, MISSING, MISSING);

      expect(await session.run(rows, 3)).toEqual(Float32Array.of(0.25, -0.5, 0));
    } finally {
      await session.release();
    }
  });

  it.each([
    { weights: [1], featureNames: ['a', 'b'] },
    { weights: [0, 0], featureNames: ['a', 'b'] },
  ])('refuses $weights for $featureNames', (model) => {
    expect(() => weightedAverageToOnnx(model, { producerVersion: '1.0.0' })).toThrow(
      expect.objectContaining({ code: 'model.shape_mismatch' }),
    );
  });
});
