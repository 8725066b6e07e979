import { z } from 'zod';
import { cholesky } from '../cholesky.ts';
import { FeatureNamesSchema } from '../native-form.ts';

const NumbersSchema = z.array(z.number());

/**
 * Gaussian densities of K components, over features that are standardised first as the training rows said. A missing
 * feature: with diagonal covariance the density of what is there; with full covariance a row says nothing, density 1.
 */
export const GaussianEmissionSchema = z
  .strictObject({
    featureNames: FeatureNamesSchema,
    /** Means of the training rows. Shape (features,). */
    offset: NumbersSchema,
    /** 1 / standard deviation in training. Shape (features,). */
    scale: z.array(z.number().gt(0)),
    covariance: z.enum(['diag', 'full']),
    /** In standardised units. Shape (components, features). */
    means: z.array(NumbersSchema).min(1).max(64),
    /** In standardised units: variances, shape (components, features), or matrices, (components, features²) row-major. */
    covariances: z.array(NumbersSchema),
  })
  .superRefine(({ featureNames: { length: features }, offset, scale, covariance, means, covariances }, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const requireLength = (path: (string | number)[], numbers: readonly number[], length: number) => {
      if (numbers.length !== length)
        refuse(path, `has ${numbers.length} numbers, not ${length}, for ${features} features`);
      return numbers.length === length;
    };
    requireLength(['offset'], offset, features);
    requireLength(['scale'], scale, features);
    if (covariances.length !== means.length)
      refuse(['covariances'], `has ${covariances.length}, means ${means.length}`);
    means.forEach((mean, k) => {
      requireLength(['means', k], mean, features);
    });
    covariances.forEach((matrix, k) => {
      const path = ['covariances', k];
      if (!requireLength(path, matrix, covariance === 'diag' ? features : features * features)) return;
      if (!isPositiveDefinite(matrix, covariance, features)) refuse(path, 'is not positive definite');
    });
  });
export type GaussianEmission = z.infer<typeof GaussianEmissionSchema>;

function isPositiveDefinite(matrix: readonly number[], covariance: 'diag' | 'full', features: number): boolean {
  if (covariance === 'diag') return matrix.every((variance) => variance > 0);
  for (let i = 0; i < features; i++) {
    for (let j = 0; j < i; j++) if (matrix[i * features + j] !== matrix[j * features + i]) return false;
  }
  return cholesky(Float64Array.from(matrix), features) !== undefined;
}

/** Variance of a component in a feature, standardised. */
export function varianceOf(
  { covariance, covariances, featureNames }: GaussianEmission,
  k: number,
  feature: number,
): number {
  return covariances[k][covariance === 'diag' ? feature : feature * (featureNames.length + 1)];
}

/** The same components in another order. */
export function reorderEmission(emission: GaussianEmission, order: readonly number[]): GaussianEmission {
  return {
    ...emission,
    means: order.map((k) => emission.means[k]),
    covariances: order.map((k) => emission.covariances[k]),
  };
}

/** Numbers that training chose: means and (co)variances of every component. */
export function countGaussianParameters(components: number, features: number, covariance: 'diag' | 'full'): number {
  return components * (features + (covariance === 'diag' ? features : (features * (features + 1)) / 2));
}
