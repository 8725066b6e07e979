import { InvalidInputError } from '@optaic/mlops/base';
import { crossSectionalRank } from '@optaic/mlops/metrics';
import { z } from 'zod';
import type { Finding } from './report.ts';

/** Beyond every limit, and still a number in JSON: the difference when one of the two is not finite. */
const NOT_COMPARABLE = Number.MAX_VALUE;

export const ModelParityConfigSchema = z.strictObject({
  maximumAbsoluteDifference: z.number().min(0).default(1e-5),
  minimumRankCorrelation: z.number().min(-1).max(1).default(0.9999),
});
export type ModelParityConfig = z.infer<typeof ModelParityConfigSchema>;

export interface Parity {
  readonly rows: number;
  readonly maximumAbsoluteDifference: number;
  /** Spearman's, average ties; 1 when both are constant. */
  readonly rankCorrelation: number;
  readonly signDisagreements: number;
}

/**
 * Compares what the native form and the served form of a model say about the same rows.
 *
 * @param native - Shape (rows,): scores by the learner's own arithmetic.
 * @param served - Shape (rows,), same order: scores by ONNX.
 * @returns The difference is `Number.MAX_VALUE` when a score of either is not finite.
 * @throws {InvalidInputError} `parity.shape_mismatch` when the lengths differ or are 0.
 */
export function measureParity(native: Float32Array, served: Float32Array): Parity {
  const rows = native.length;
  if (rows === 0 || rows !== served.length) {
    throw new InvalidInputError(
      'parity.shape_mismatch',
      `the native form scored ${rows} rows, the served form ${served.length}: both must score the same rows, at least one`,
    );
  }
  let maximumAbsoluteDifference = 0;
  let signDisagreements = 0;
  for (let row = 0; row < rows; row++) {
    const a = native[row] ?? Number.NaN;
    const b = served[row] ?? Number.NaN;
    const difference = Math.abs(a - b);
    maximumAbsoluteDifference = Math.max(
      maximumAbsoluteDifference,
      Number.isFinite(difference) ? difference : NOT_COMPARABLE,
    );
    if (Math.sign(a) !== Math.sign(b)) signDisagreements++;
  }
  return { rows, maximumAbsoluteDifference, rankCorrelation: rankCorrelation(native, served), signDisagreements };
}

/** `model.parity`: the served form is the model that was trained. Blocks in every space. */
export function checkModelParity(
  { rows, maximumAbsoluteDifference, rankCorrelation, signDisagreements }: Parity,
  config: ModelParityConfig = ModelParityConfigSchema.parse({}),
): Finding[] {
  const findings: Finding[] = [];
  if (!(maximumAbsoluteDifference <= config.maximumAbsoluteDifference)) {
    findings.push(
      finding(
        `native and served scores differ by ${maximumAbsoluteDifference} over ${rows} validation rows`,
        maximumAbsoluteDifference,
        config.maximumAbsoluteDifference,
      ),
    );
  }
  if (!(rankCorrelation >= config.minimumRankCorrelation)) {
    findings.push(
      finding(
        `native and served scores have rank correlation ${rankCorrelation}`,
        rankCorrelation,
        config.minimumRankCorrelation,
      ),
    );
  }
  if (signDisagreements > 0) {
    findings.push({
      ...finding(`native and served scores have another sign on ${signDisagreements} rows`, signDisagreements, 0),
      rows: signDisagreements,
    });
  }
  return findings;
}

function finding(message: string, value: number, limit: number): Finding {
  return { contract: 'model.parity', message, rows: 0, value, limit, examples: [] };
}

function rankCorrelation(native: Float32Array, served: Float32Array): number {
  const a = crossSectionalRank(native);
  const b = crossSectionalRank(served);
  let cross = 0;
  let aa = 0;
  let bb = 0;
  for (let row = 0; row < a.length; row++) {
    // Ranks mapped to [-1, 1] have mean 0, so these sums are the covariance and the variances.
    const x = a[row] ?? Number.NaN;
    const y = b[row] ?? Number.NaN;
    cross += x * y;
    aa += x * x;
    bb += y * y;
  }
  if (aa === 0 && bb === 0) return 1;
  if (aa === 0 || bb === 0 || Number.isNaN(cross)) return 0;
  return Math.min(1, cross / Math.sqrt(aa * bb));
}
