import {
  InvalidInputError,
  type LabelledPanel,
  type ModelState,
  type NativeTrainingResult,
  type Trainer,
  type TrainingContext,
} from '@optaic/mlops/base';
import {
  fitHmm,
  type HmmModel,
  hmmLogDensities,
  orderByVolatility,
  parseHmmParameters,
  type Rows,
} from '@optaic/mlops/learners/hmm';
import { expectedDurations } from '@optaic/mlops/metrics';
import { gaussianEmissionToOnnx } from '@optaic/mlops/onnx';
import { encodeRegimeState } from '../inference/regime-state.ts';
import { walkRegimes } from '../inference/walk-regimes.ts';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { decodeRegimeModel, encodeRegimeModel, type RegimeModel } from '../model/regime-model.ts';
import { requireSeries } from '../model/require-series.ts';
import { VERSION } from '../version.ts';
import { featureSeparation } from './feature-separation.ts';
import { matchRegimes, type RegimeMatch, relabel } from './match-regimes.ts';

/** Learns the regimes from the training bars alone, without labels, and walks them once for the state they leave. */
export const trainer: Trainer<Hyperparameters, NativeTrainingResult> = {
  fit(train, _validation, hyperparameters, context) {
    requireSeries(train);
    const rows: Rows = { rows: train.rows, featureNames: train.featureNames, values: train.features };
    const { hmm, match } = fitLabelled(rows, hyperparameters, context);
    const model = assemble(rows, hmm, hyperparameters);
    const cost = match?.cost ?? 0;
    if (cost > hyperparameters.match_cost_limit) {
      context.log.info('the regimes differ from those of the production version: judge their labels anew', {
        labelMatchCost: cost,
        limit: hyperparameters.match_cost_limit,
      });
    }
    return {
      onnx: gaussianEmissionToOnnx(hmm.emission, { producerVersion: VERSION }),
      native: encodeRegimeModel(model),
      state: stateAfter(train, model),
      metrics: {
        logLikelihoodPerBar: hmm.logLikelihoodPerBar,
        bayesianInformationCriterion: hmm.bic,
        integratedCompletedLikelihood: hmm.icl,
        iterations: hmm.iterations,
        converged: Number(hmm.converged),
        ...(match === undefined ? {} : { labelMatchCost: cost }),
        labelMatchCostExceeded: Number(cost > hyperparameters.match_cost_limit),
        ...Object.fromEntries(
          expectedDurations(hmm.transitions.flat(), hmm.initial.length).map((days, k) => [
            `expectedDurationDaysRegime${k}`,
            days,
          ]),
        ),
      },
      importance: featureSeparation(hmm.emission),
    };
  },
};

function fitLabelled(
  rows: Rows,
  hyperparameters: Hyperparameters,
  { seed, previous, onRound }: TrainingContext,
): { hmm: HmmModel; match: RegimeMatch | undefined } {
  const parameters = parseHmmParameters({ ...learnerParameters(hyperparameters), seed });
  const hmm = fitHmm(rows, parameters, ({ start, starts, logPosterior }) =>
    onRound({ round: start, rounds: starts, losses: { negativeLogPosteriorPerBar: -logPosterior } }),
  );
  const match = previous === undefined ? undefined : matchRegimes(hmm, decodeRegimeModel(previous).hmm);
  return match === undefined ? { hmm, match } : { hmm: relabel(hmm, match.order), match };
}

function learnerParameters(hyperparameters: Hyperparameters) {
  const { enter: _, leave: _leave, minimum_dwell_days: _dwell, match_cost_limit: _limit, ...learner } = hyperparameters;
  return learner;
}

function assemble(rows: Rows, hmm: HmmModel, hyperparameters: Hyperparameters): RegimeModel {
  const { covariance_type, reg_covar, order_feature, enter, leave, minimum_dwell_days } = hyperparameters;
  const single = fitHmm(rows, parseHmmParameters({ n_components: 1, n_init: 1, covariance_type, reg_covar }));
  const fromCalm = orderByVolatility(hmm.emission, order_feature);
  const calmness = hmm.initial.map((_, k) => 1 - (2 * fromCalm.indexOf(k)) / (hmm.initial.length - 1));
  return {
    format: 'optaic-hmm-regime-model',
    version: 1,
    hmm,
    baseline: single.emission,
    calmness,
    debounce: { enter, leave, minimumDwellDays: minimum_dwell_days },
  };
}

function stateAfter({ features, rows, decisionTime }: LabelledPanel, model: RegimeModel): ModelState {
  const { state } = walkRegimes(model, hmmLogDensities(model.hmm, features, rows), undefined);
  if (state === undefined) throw new InvalidInputError('regime.no_bars', 'training had no bar; give some');
  return { bytes: encodeRegimeState(state), through: decisionTime[rows - 1] };
}
