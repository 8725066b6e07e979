import { InvalidInputError, type Panel, rowMajorFeatures, selectPanelRows } from '@optaic/mlops/base';
import { measureParity, type Parity } from '@optaic/mlops/guardrails';
import { createOnnxSession } from '@optaic/mlops/onnx/session';

const BATCH_ROWS = 256;
const PROBED_ROWS = 64;
/** Of float32 sums, as a share of the largest score. */
const ROUNDING = 1e-6;

/**
 * Parity of a model without a native form: the scores of all rows at once against those of the same rows in batches of 256,
 * last row first. A batch of another size may sum in another order: what is within rounding, 1e-6 of the largest score, counts
 * as the same. Rows that have no score either way, for want of a feature, are left out.
 *
 * @param score - Of all rows at once; shape (rows × outputs), row-major.
 * @throws {InvalidInputError} `model.onnx_not_finite` when no row has a score.
 */
export async function measureBatchParity(onnx: Uint8Array, panel: Panel, score: Float32Array): Promise<Parity> {
  const again = await scoreReversed(onnx, panel, score.length / panel.rows);
  const kept = [...score.keys()].filter((i) => Number.isFinite(score[i]) || Number.isFinite(again[i]));
  if (kept.length === 0) {
    throw new InvalidInputError(
      'model.onnx_not_finite',
      `the model gives none of ${panel.rows} validation rows a finite score; does it take missing features (NaN)?`,
    );
  }
  const scale = kept.reduce(
    (largest, i) => (Number.isFinite(score[i]) ? Math.max(largest, Math.abs(score[i])) : largest),
    0,
  );
  const isRounding = (i: number) => Math.abs(score[i] - again[i]) <= ROUNDING * scale;
  return measureParity(
    Float32Array.from(kept, (i) => score[i]),
    Float32Array.from(kept, (i) => (isRounding(i) ? score[i] : again[i])),
  );
}

async function scoreReversed(onnx: Uint8Array, panel: Panel, outputs: number): Promise<Float32Array> {
  const session = await createOnnxSession(onnx);
  try {
    const score = new Float32Array(panel.rows * outputs);
    for (let end = panel.rows; end > 0; end -= BATCH_ROWS) {
      const count = Math.min(BATCH_ROWS, end);
      const rows = Array.from({ length: count }, (_, i) => end - 1 - i);
      const batch = await session.run(rowMajorFeatures(selectPanelRows(panel, rows)), count);
      rows.forEach((row, i) => {
        score.set(batch.subarray(i * outputs, (i + 1) * outputs), row * outputs);
      });
    }
    return score;
  } finally {
    await session.release();
  }
}

/** The rows that a model made elsewhere is first run on: 64 over the whole panel, so that missing values are among them. */
export function probedRows(panel: Panel): { values: Float32Array; rows: number } {
  const step = Math.max(1, Math.floor(panel.rows / PROBED_ROWS));
  const rows = Array.from({ length: Math.min(PROBED_ROWS, panel.rows) }, (_, i) => i * step);
  return { values: rowMajorFeatures(selectPanelRows(panel, rows)), rows: rows.length };
}
