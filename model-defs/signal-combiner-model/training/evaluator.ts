import type { Evaluator, LabelledPanel } from '@optaic/mlops/base';
import {
  definedFigures,
  meanWithStandardError,
  rankInformationCoefficientByDate,
  rankSkill,
} from '@optaic/mlops/metrics';
import { type Combination, combine, decodeCombination } from '../model/combination.ts';
import { normaliseSignals } from '../model/normalise-signals.ts';
import { trainingConfig } from './config.ts';

/**
 * Rank skill of what is published, beside the two baselines that a combination has to beat: equal weights and the single
 * best signal, both chosen in training. The difference to equal weights comes with its Newey–West standard error. Needs the
 * native form: without it only the scores given are judged.
 */
export const evaluator: Evaluator = {
  evaluate(validation, score, context) {
    const { decisionTime, labels: outcome } = validation;
    const { horizonDays } = trainingConfig;
    if (context?.native === undefined) return rankSkill({ decisionTime, signal: score, outcome, horizonDays });
    const combination = decodeCombination(context.native);
    const signals = normaliseSignals(validation, combination.normalisation);
    const combined = combine(signals, combination.weights);
    return {
      ...rankSkill({ decisionTime, signal: combined, outcome, horizonDays }),
      ...baselines(signals, combined, combination),
    };
  },
};

function baselines(
  signals: LabelledPanel,
  combined: Float32Array,
  { signs, best }: Combination,
): Readonly<Record<string, number>> {
  const coefficientsOf = (score: Float32Array) =>
    rankInformationCoefficientByDate(signals.decisionTime, score, signals.labels).map(({ value }) => value);
  const own = coefficientsOf(combined);
  const equal = coefficientsOf(combine(signals, signs));
  const single = coefficientsOf(
    combine(
      signals,
      signs.map((sign, signal) => (signal === best ? sign : 0)),
    ),
  );
  const lag = trainingConfig.horizonDays - 1;
  const present = (values: readonly (number | undefined)[]) => values.filter((value) => value !== undefined);
  const differences = own.flatMap((value, date) => {
    const other = equal[date];
    return value === undefined || other === undefined ? [] : [value - other];
  });
  const difference = meanWithStandardError(differences, lag);
  return definedFigures({
    equalWeightMeanRankInformationCoefficient: meanWithStandardError(present(equal), lag)?.mean,
    bestSignalMeanRankInformationCoefficient: meanWithStandardError(present(single), lag)?.mean,
    gainOverEqualWeight: difference?.mean,
    gainOverEqualWeightStandardError: difference?.neweyWestStandardError,
  });
}
