import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, type Panel, rowMajorFeatures } from '@optaic/mlops/base';
import { importOnnx } from '@optaic/mlops/onnx';
import { createOnnxSession } from '@optaic/mlops/onnx/session';
import { describe, expect, it } from 'vitest';
import { measureBatchParity, probedRows } from './batch-parity.ts';

const FEATURES = ['momentum', 'volatility', 'value'];

function modelOf(name: string): Uint8Array {
  const file = readFileSync(join(import.meta.dirname, '../onnx/fixtures', `${name}.onnx`));
  return importOnnx(file, { featureNames: FEATURES }).onnx;
}

function panelOf(rows: number, missing: (row: number) => boolean = () => false): Panel {
  const random = createRandom(3);
  return {
    rows,
    entity: Array.from({ length: rows }, (_, row) => `A${row}`),
    decisionTime: new Float64Array(rows),
    featureNames: FEATURES,
    features: Float32Array.from({ length: 3 * rows }, (_, i) => (missing(i % rows) ? Number.NaN : random() - 0.5)),
  };
}

async function parityOf(onnx: Uint8Array, panel: Panel) {
  const session = await createOnnxSession(onnx);
  const score = await session.run(rowMajorFeatures(panel), panel.rows);
  await session.release();
  return measureBatchParity(onnx, panel, score);
}

describe('measureBatchParity', () => {
  it('finds no difference in a model that scores row by row, over whole and broken batches', async () => {
    for (const rows of [1, 256, 600]) {
      const { maximumAbsoluteDifference, ...parity } = await parityOf(modelOf('sklearn-boosting'), panelOf(rows));

      expect(maximumAbsoluteDifference).toBeLessThanOrEqual(1e-6);
      expect(parity).toMatchObject({ rows, signDisagreements: 0 });
    }
  });

  it('finds a model that takes the mean of its batch', async () => {
    const { maximumAbsoluteDifference } = await parityOf(modelOf('hostile-mean-of-batch'), panelOf(600));

    expect(maximumAbsoluteDifference).toBeGreaterThan(1e-3);
  });

  it('leaves out rows that have no score for want of a feature, and refuses when none has one', async () => {
    const model = modelOf('torch-script');

    expect(
      await parityOf(
        model,
        panelOf(600, (row) => row % 3 === 0),
      ),
    ).toMatchObject({ rows: 400 });
    await expect(
      parityOf(
        model,
        panelOf(600, () => true),
      ),
    ).rejects.toThrow(expect.objectContaining({ code: 'model.onnx_not_finite' }));
  });
});

describe('probedRows', () => {
  it('takes at most 64 rows over the whole panel', () => {
    expect(probedRows(panelOf(640))).toMatchObject({ rows: 64 });
    expect(probedRows(panelOf(3)).values).toEqual(rowMajorFeatures(panelOf(3)));
  });
});
