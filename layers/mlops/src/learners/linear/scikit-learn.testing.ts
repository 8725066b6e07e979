import { z } from 'zod';
import { fitElasticNet } from './fit-elastic-net.ts';
import { fitLogistic } from './fit-logistic.ts';
import { fitRidge } from './fit-ridge.ts';
import type { LinearModel } from './linear-model.ts';
import { parseElasticNetParameters, parseLogisticParameters, parseRidgeParameters } from './parameters.ts';
import { predictLinear } from './predict-linear.ts';

/** What `fixtures/make_fixtures.py` prints. */
export const ScikitLearnCasesSchema = z.array(
  z.strictObject({
    learner: z.enum(['ridge', 'elastic_net', 'logistic']),
    parameters: z.record(z.string(), z.union([z.number(), z.boolean()])),
    featureNames: z.array(z.string()),
    rows: z.int(),
    values: z.array(z.number()),
    labels: z.array(z.number()),
    weights: z.array(z.number()).optional(),
    coefficients: z.array(z.number()),
    predicted: z.array(z.number()),
  }),
);
export type ScikitLearnCase = z.infer<typeof ScikitLearnCasesSchema>[number];

const FIT: Record<ScikitLearnCase['learner'], (rows: Parameters<typeof fitRidge>[0], raw: object) => LinearModel> = {
  ridge: (rows, raw) => fitRidge(rows, parseRidgeParameters(raw)),
  elastic_net: (rows, raw) => fitElasticNet(rows, parseElasticNetParameters({ tol: 1e-15, max_iter: 100_000, ...raw })),
  logistic: (rows, raw) => fitLogistic(rows, parseLogisticParameters(raw)),
};

/** The largest differences between our model and scikit-learn's, on its own data. */
export function compareWithScikitLearn(each: ScikitLearnCase): { coefficients: number; predicted: number } {
  const { rows, featureNames, weights } = each;
  const values = Float32Array.from(each.values);
  const model = FIT[each.learner](
    {
      rows,
      featureNames,
      values,
      labels: Float64Array.from(each.labels),
      ...(weights === undefined ? {} : { weights: Float64Array.from(weights) }),
    },
    each.parameters,
  );
  const predicted = predictLinear(model, values, rows);
  return {
    coefficients: largestDifference(model.coefficients, each.coefficients),
    predicted: largestDifference(predicted, each.predicted),
  };
}

function largestDifference(ours: ArrayLike<number>, theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return theirs.reduce((largest, value, i) => Math.max(largest, Math.abs(value - ours[i])), 0);
}
