import { InvalidInputError } from '@optaic/mlops/base';

export interface LedoitWolfOptions {
  /**
   * Consecutive observations that say almost the same, such as the horizon of overlapping outcomes: so much less is known
   * than the number of observations says, and so much more is shrunk. ≥ 1.
   *
   * @default 1
   */
  readonly overlap?: number;
}

export interface ShrunkCovariance {
  /** Shape (size,). */
  readonly mean: Float64Array;
  /** Shape (size × size), row-major: (1 − intensity) S + intensity · m I, S the covariance by 1/n, m its mean variance. */
  readonly covariance: Float64Array;
  /** In [0, 1]. */
  readonly intensity: number;
}

/**
 * Covariance shrunk toward a multiple of the identity by the intensity that Ledoit and Wolf estimate: b²/d², with
 * d² = ‖S − m I‖² and b² = min(d², overlap / n² · Σ ‖x xᵀ − S‖²), squared Frobenius norms over the size.
 *
 * @param observations - Shape (n × size), row-major; finite.
 * @throws {InvalidInputError} `learner.too_few_rows` for fewer than 2 observations.
 * @see Ledoit and Wolf, A Well-Conditioned Estimator for Large-Dimensional Covariance Matrices, 2004; scikit-learn,
 *   ledoit_wolf, which this equals for an overlap of 1.
 */
export function ledoitWolf(
  observations: Float64Array,
  size: number,
  { overlap = 1 }: LedoitWolfOptions = {},
): ShrunkCovariance {
  const count = observations.length / size;
  if (!(count >= 2)) {
    throw new InvalidInputError('learner.too_few_rows', `${count} observations have no covariance; give at least 2`);
  }
  const mean = new Float64Array(size);
  for (let i = 0; i < observations.length; i++) mean[i % size] += observations[i] / count;
  const centred = observations.map((value, i) => value - mean[i % size]);
  const sample = new Float64Array(size * size);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++)
        sample[i * size + j] += (centred[row * size + i] * centred[row * size + j]) / count;
    }
  }
  const scale = sample.reduce((sum, value, i) => sum + (i % (size + 1) === 0 ? value : 0), 0) / size;
  const target = (i: number) => (i % (size + 1) === 0 ? scale : 0);
  const distance = sample.reduce((sum, value, i) => sum + (value - target(i)) ** 2, 0);
  let scatter = 0;
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        scatter += (centred[row * size + i] * centred[row * size + j] - sample[i * size + j]) ** 2;
      }
    }
  }
  const intensity = distance > 0 ? Math.min(1, (overlap * scatter) / (count * count) / distance) : 1;
  return { mean, covariance: sample.map((value, i) => (1 - intensity) * value + intensity * target(i)), intensity };
}
