import { z } from 'zod';
import { compileComponent, diagonalLogDensity, fullLogDensity } from '../gaussian/log-densities.ts';
import type { StandardisedRows } from '../gaussian/standardised-rows.ts';
import { hmmDiagnostics } from './hmm-diagnostics.ts';
import { hmmEm } from './hmm-em.ts';
import { HmmFilter } from './hmm-filter.ts';

const TableSchema = z.array(z.array(z.number()));
const ParametersSchema = {
  initial: z.array(z.number()),
  transitions: TableSchema,
  means: TableSchema,
  covariances: TableSchema,
};

/** What `fixtures/make_fixtures.py` prints. */
export const HmmlearnCasesSchema = z.array(
  z.strictObject({
    covariance: z.enum(['diag', 'full']),
    rows: z.int(),
    features: z.int(),
    values: z.array(z.number()),
    ...ParametersSchema,
    filtered: TableSchema,
    smoothed: TableSchema,
    logLikelihoodOfPrefix: z.array(z.number()),
    fitted: z.strictObject({ ...ParametersSchema, logLikelihood: z.number() }).optional(),
  }),
);
export type HmmlearnCase = z.infer<typeof HmmlearnCasesSchema>[number];

/** The largest differences between us and hmmlearn, by what is compared. */
export function compareWithHmmlearn(each: HmmlearnCase): Record<string, number> {
  const { covariance, initial, transitions, means, covariances, fitted } = each;
  const densities = logDensitiesOf(each);
  const filter = new HmmFilter({ initial, transitions });
  let sum = 0;
  const bars = each.filtered.map((_, t) => {
    const { probabilities, logLikelihood } = filter.step(densities, t * initial.length);
    sum += logLikelihood;
    return { probabilities: [...probabilities], prefix: sum };
  });
  const { smoothed, logLikelihood } = hmmDiagnostics.smoothedPath({ initial, transitions }, densities);
  const filtered = bars.flatMap(({ probabilities }) => probabilities);
  const differences = {
    filtered: largest(filtered, each.filtered.flat()),
    logLikelihoodOfPrefix: largest(
      bars.map(({ prefix }) => prefix),
      each.logLikelihoodOfPrefix,
    ),
    smoothed: largest(smoothed, each.smoothed.flat()),
    logLikelihood: Math.abs(logLikelihood - each.logLikelihoodOfPrefix[each.rows - 1]),
  };
  if (fitted === undefined) return differences;
  const limits = { max_iter: 8, tol: 1e-300, reg_covar: 0, stickiness: 0, transition_prior: 0 };
  const fit = hmmEm(rowsOf(each), { covariance, initial, transitions, means, covariances }, limits);
  if (fit === undefined) return { ...differences, fit: Number.POSITIVE_INFINITY };
  return {
    ...differences,
    fittedInitial: largest(fit.estimate.initial, fitted.initial),
    fittedTransitions: largest(fit.estimate.transitions.flat(), fitted.transitions.flat()),
    fittedMeans: largest(fit.estimate.means.flat(), fitted.means.flat()),
    fittedCovariances: largest(fit.estimate.covariances.flat(), fitted.covariances.flat()),
    fittedLogLikelihood: Math.abs(fit.path.logLikelihood - fitted.logLikelihood),
  };
}

function rowsOf({ rows, features, values }: HmmlearnCase): StandardisedRows {
  const rowMajor = Float64Array.from(values, (_, i) => values[(i % features) * rows + Math.floor(i / features)]);
  return { rows, features, values: rowMajor, standardiser: { offset: [], scale: [], constant: [] } };
}

function logDensitiesOf(each: HmmlearnCase): Float64Array {
  const { rows, features, covariance, means, covariances } = each;
  const { values } = rowsOf(each);
  const density = covariance === 'diag' ? diagonalLogDensity : fullLogDensity;
  const out = new Float64Array(rows * means.length);
  means.forEach((mean, k) => {
    const component = compileComponent(covariance, mean, covariances[k], new Array<number>(features).fill(0));
    if (component === undefined) throw new Error(`covariance ${k} of the fixture is singular`);
    for (let row = 0; row < rows; row++) {
      out[row * means.length + k] = density(component, values.subarray(row * features, (row + 1) * features));
    }
  });
  return out;
}

function largest(ours: ArrayLike<number>, theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i])), 0);
}
