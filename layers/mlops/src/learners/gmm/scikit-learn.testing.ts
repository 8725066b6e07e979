import { z } from 'zod';
import type { StandardisedRows } from '../gaussian/standardised-rows.ts';
import { fitGmm } from './fit-gmm.ts';
import { mixtureEm } from './mixture-em.ts';
import { parseGmmParameters } from './parameters.ts';

const TableSchema = z.array(z.array(z.number()));

/** What `fixtures/make_fixtures.py` prints. */
export const MixturesSchema = z.strictObject({
  steps: z.int(),
  floor: z.number(),
  cases: z.array(
    z.strictObject({
      covariance: z.enum(['diag', 'full']),
      rows: z.int(),
      features: z.int(),
      values: z.array(z.number()),
      start: z.strictObject({ weights: z.array(z.number()), means: TableSchema }),
      weights: z.array(z.number()),
      means: TableSchema,
      covariances: TableSchema,
      posteriors: TableSchema,
      logLikelihood: z.number(),
      bestLogLikelihood: z.number(),
      bestBic: z.number(),
    }),
  ),
});
export type Mixtures = z.infer<typeof MixturesSchema>;

/** The largest differences between us and scikit-learn, by what is compared. */
export function compareWithScikitLearn(
  { steps, floor }: Mixtures,
  each: Mixtures['cases'][number],
): Record<string, number> {
  const { rows, features, covariance, start } = each;
  const values = Float64Array.from(
    each.values,
    (_, i) => each.values[(i % features) * rows + Math.floor(i / features)],
  );
  const standardised: StandardisedRows = {
    rows,
    features,
    values,
    standardiser: { offset: [], scale: [], constant: [] },
  };
  const one = Array.from({ length: covariance === 'diag' ? features : features * features }, (_, cell) =>
    Number(covariance === 'diag' || cell % (features + 1) === 0),
  );
  const fit = mixtureEm(
    standardised,
    { covariance, weights: start.weights, means: start.means, covariances: start.means.map(() => one) },
    { max_iter: steps, tol: 1e-300, reg_covar: floor },
  );
  const best = fitGmm(
    {
      rows,
      featureNames: Array.from({ length: features }, (_, f) => `x${f}`),
      values: Float64Array.from(each.values),
    },
    parseGmmParameters({
      n_components: start.weights.length,
      covariance_type: covariance,
      n_init: 30,
      tol: 1e-9,
      max_iter: 2000,
      reg_covar: floor,
    }),
  );
  return {
    weights: largest(fit?.mixture.weights, each.weights),
    means: largest(fit?.mixture.means.flat(), each.means.flat()),
    covariances: largest(fit?.mixture.covariances.flat(), each.covariances.flat()),
    posteriors: largest(fit?.responsibilities, each.posteriors.flat()),
    logLikelihood: Math.abs((fit?.logLikelihood ?? Number.POSITIVE_INFINITY) - each.logLikelihood),
    // Other starts: ours may be likelier, never less likely.
    bestLogLikelihood: Math.max(0, each.bestLogLikelihood - best.logLikelihoodPerRow),
  };
}

function largest(ours: ArrayLike<number> | undefined, theirs: readonly number[]): number {
  if (ours === undefined || ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i])), 0);
}
