import { describe, expect, it } from 'vitest';
import { linearToOnnx } from './linear-to-onnx.ts';
import { createOnnxSession } from './session.ts';

describe('linearToOnnx', () => {
  it('serves scaled features times coefficients plus the intercept', async () => {
    // (3 − 1) · 0.5 · 2 + (10 − 4) · 0.25 · −1 + 7 = 2 − 1.5 + 7 = 7.5; at the offsets the intercept is left.
    const model = { offset: [1, 4], scale: [0.5, 0.25], coefficients: [2, -1], intercept: 7 };
    const session = await createOnnxSession(linearToOnnx(model, { producerVersion: '1.0.0' }));

    const score = await session.run(Float32Array.of(3, 10, 1, 4), 2);

    expect([...score]).toEqual([7.5, 7]);
    await session.release();
  });

  it('refuses shapes that differ', () => {
    const model = { offset: [1], scale: [1, 1], coefficients: [1, 1], intercept: 0 };

    expect(() => linearToOnnx(model, { producerVersion: '1.0.0' })).toThrow(
      expect.objectContaining({ code: 'model.shape_mismatch' }),
    );
  });
});
