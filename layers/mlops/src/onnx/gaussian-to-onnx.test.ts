import { createRandom } from '@optaic/mlops/base';
import { fitGmm, parseGmmParameters, predictGmm } from '@optaic/mlops/learners/gmm';
import { fitHmm, hmmLogDensities, parseHmmParameters } from '@optaic/mlops/learners/hmm';
import { describe, expect, it } from 'vitest';
import { gaussianEmissionToOnnx, gmmToOnnx } from './gaussian-to-onnx.ts';
import { createOnnxSession } from './session.ts';

const OPTIONS = { producerVersion: '1.0.0' };
const ROWS = 400;
const FEATURES = 3;
const KINDS = ['diag', 'full'] as const;

/** Two groups of very different deviation, features of very different size, some values missing, one far out. */
function sampleValues(): Float32Array {
  const random = createRandom(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const values = new Float32Array(ROWS * FEATURES);
  for (let row = 0; row < ROWS; row++) {
    const deviation = row % 100 < 50 ? 1 : 4;
    for (let f = 0; f < FEATURES; f++) values[f * ROWS + row] = (normal() * deviation + 3) * 10 ** (4 * f - 4);
  }
  values[5] = Number.NaN;
  values[ROWS + 9] = Number.NaN;
  return values;
}

function rowMajor(values: Float32Array): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % FEATURES) * ROWS + Math.floor(i / FEATURES)]);
}

const VALUES = sampleValues();
const TRAINING = { rows: ROWS, featureNames: ['a', 'b', 'c'], values: VALUES };

/** In batches of the sizes given, again and again until the end. */
async function scoreInBatches(bytes: Uint8Array, values: Float32Array, sizes: readonly number[]): Promise<number[]> {
  const session = await createOnnxSession(bytes);
  const scores: number[] = [];
  for (let from = 0, batch = 0; from < ROWS; batch++) {
    const to = Math.min(ROWS, from + sizes[batch % sizes.length]);
    scores.push(...(await session.run(values.slice(from * FEATURES, to * FEATURES), to - from)));
    from = to;
  }
  await session.release();
  return scores;
}

describe.each(KINDS)('gaussianEmissionToOnnx with %s covariance', (covariance_type) => {
  const model = fitHmm(TRAINING, parseHmmParameters({ n_components: 3, covariance_type, n_init: 2 }));
  const bytes = gaussianEmissionToOnnx(model.emission, OPTIONS);

  it('equals the native log densities to float32 rounding, missing and far-out values included', async () => {
    const values = VALUES.slice();
    values[20] = 3e38;
    values[ROWS + 21] = -1e15;

    const served = await scoreInBatches(bytes, rowMajor(values), [ROWS]);

    const native = hmmLogDensities(model, values, ROWS);
    expect(served).toHaveLength(ROWS * 3);
    for (const [i, density] of served.entries()) {
      expect(Number.isFinite(density)).toBe(true);
      expect(Math.abs(density - native[i])).toBeLessThanOrEqual(2 ** -23 * Math.abs(native[i]));
    }
  });

  it('differs from the native form by at most 1e-5 on rows like those of training', async () => {
    const served = await scoreInBatches(bytes, rowMajor(VALUES), [ROWS]);

    const native = hmmLogDensities(model, VALUES, ROWS);
    for (const [i, density] of served.entries()) expect(Math.abs(density - native[i])).toBeLessThanOrEqual(1e-5);
  });

  it('scores a row the same, bit for bit, in any batch', async () => {
    const whole = await scoreInBatches(bytes, rowMajor(VALUES), [ROWS]);

    expect(await scoreInBatches(bytes, rowMajor(VALUES), [1])).toEqual(whole);
    expect(await scoreInBatches(bytes, rowMajor(VALUES), [1, 2, 3, 7, 64])).toEqual(whole);
  });
});

describe.each(KINDS)('gmmToOnnx with %s covariance', (covariance_type) => {
  it('serves the posteriors of the native form, which sum to 1', async () => {
    const model = fitGmm(TRAINING, parseGmmParameters({ n_components: 2, covariance_type, n_init: 2 }));
    const values = VALUES.with(20, 3e38).with(ROWS + 21, -1e15);

    const served = await scoreInBatches(gmmToOnnx(model, OPTIONS), rowMajor(values), [ROWS]);

    const native = predictGmm(model, values, ROWS);
    for (const [i, posterior] of served.entries()) expect(Math.abs(posterior - native[i])).toBeLessThanOrEqual(1e-6);
    for (let row = 0; row < ROWS; row++) expect(served[2 * row] + served[2 * row + 1]).toBeCloseTo(1, 6);
    expect(await scoreInBatches(gmmToOnnx(model, OPTIONS), rowMajor(values), [1, 5])).toEqual(served);
  });
});
