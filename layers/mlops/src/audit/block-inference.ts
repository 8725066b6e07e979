import type { InferenceContext } from '@optaic/mlops/base';

/** Rows that an engine sees at once. */
export const BLOCK_ROWS = 256;

/**
 * Runs a model on blocks of 256 rows, the last filled up with its last row. A matrix product may round a row otherwise in
 * a batch of another size or at another position; in blocks a row that comes first does so in every run, so that a
 * prefix differs from the whole only where rows are mixed, as by a mean over the batch.
 */
export function inBlocks(infer: InferenceContext['infer']): InferenceContext['infer'] {
  return async (features, rows) => {
    const width = rows === 0 ? 0 : features.length / rows;
    let scores = new Float32Array(0);
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const end = Math.min(start + BLOCK_ROWS, rows);
      const block = new Float32Array(BLOCK_ROWS * width);
      block.set(features.subarray(start * width, end * width));
      const last = features.subarray((end - 1) * width, end * width);
      for (let row = end - start; row < BLOCK_ROWS; row++) block.set(last, row * width);
      const ofBlock = await infer(block, BLOCK_ROWS);
      const outputs = ofBlock.length / BLOCK_ROWS;
      if (start === 0) scores = new Float32Array(rows * outputs);
      scores.set(ofBlock.subarray(0, (end - start) * outputs), start * outputs);
    }
    return scores;
  };
}
