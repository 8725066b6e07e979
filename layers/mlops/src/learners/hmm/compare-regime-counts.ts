import { InvalidInputError } from '@optaic/mlops/base';
import type { Rows } from '../training-rows.ts';
import { fitHmm } from './fit-hmm.ts';
import { HmmFilter } from './hmm-filter.ts';
import { hmmLogDensities } from './hmm-log-densities.ts';
import type { HmmParameters } from './parameters.ts';
import { selectBars } from './select-bars.ts';

export interface RegimeCountEvidence {
  readonly regimes: number;
  /** Of a fit on all bars; lower is better. */
  readonly bic: number;
  /** Of a fit on all bars; lower is better. */
  readonly icl: number;
  /** Mean one-step predictive log-likelihood of the bars that no fit had seen; higher is better. */
  readonly outOfSampleLogLikelihoodPerBar: number;
}

export interface WalkForwardFolds {
  /** Bars before the first fold: at least what a fit needs. */
  readonly firstBars: number;
  /** Blocks of the rest; the model is fitted anew before each, on every bar before it. */
  readonly folds: number;
}

/**
 * How many regimes a series has, by three measures. The last one is what counts: each block is filtered bar by bar with
 * parameters fitted on earlier bars only.
 *
 * @param counts - Numbers of regimes to compare, such as 2, 3 and 4.
 * @throws {InvalidInputError} `learner.too_few_rows` when the folds need more bars; those of `fitHmm`.
 * @see Biernacki, Celeux and Govaert, Assessing a Mixture Model for Clustering with the Integrated Completed Likelihood, 2000.
 */
export function compareRegimeCounts(
  rows: Rows,
  parameters: HmmParameters,
  counts: readonly number[],
  { firstBars, folds }: WalkForwardFolds,
): RegimeCountEvidence[] {
  if (rows.rows < firstBars + folds) {
    throw new InvalidInputError(
      'learner.too_few_rows',
      `hmm has ${rows.rows} rows; ${firstBars} before the first of ${folds} folds need at least ${firstBars + folds}`,
    );
  }
  const edges = Array.from({ length: folds + 1 }, (_, fold) =>
    Math.floor(firstBars + ((rows.rows - firstBars) * fold) / folds),
  );
  return counts.map((regimes) => {
    const chosen = { ...parameters, n_components: regimes };
    let sum = 0;
    for (let fold = 0; fold < folds; fold++) sum += blockLogLikelihood(rows, chosen, edges[fold], edges[fold + 1]);
    const { bic, icl } = fitHmm(rows, chosen);
    return { regimes, bic, icl, outOfSampleLogLikelihoodPerBar: sum / (rows.rows - firstBars) };
  });
}

/** Σ ln p(x_t | x_{1:t−1}) over the bars of a block, by a model of the bars before it. */
function blockLogLikelihood(rows: Rows, parameters: HmmParameters, from: number, to: number): number {
  const model = fitHmm(selectBars(rows, 0, from), parameters);
  const { values } = selectBars(rows, 0, to);
  const densities = hmmLogDensities(model, values, to);
  const filter = new HmmFilter(model);
  let sum = 0;
  for (let bar = 0; bar < to; bar++) {
    const { logLikelihood } = filter.step(densities, bar * model.initial.length);
    if (bar >= from) sum += logLikelihood;
  }
  return sum;
}
