import { type Evaluator, selectLabelledRows } from '@optaic/mlops/base';
import { rankSkill } from '@optaic/mlops/metrics';
import { decide } from '../model/decide.ts';
import { loadScorer } from '../model/native-scorer.ts';
import { classifierInputs, primaryOf } from '../model/primary.ts';
import { decodeSignalFilter } from '../model/signal-filter.ts';
import { trainingConfig } from './config.ts';
import { judgeFilter } from './judge-filter.ts';
import { sideOutcomes } from './side-outcomes.ts';
import { sidedRows, valuesAt } from './sided-rows.ts';

/**
 * How well the filter knows on the validation rows when the primary is right, and what that is worth; and the rank skill of
 * the sized signal and of the primary. Needs the native form: without it nothing is known of sides and sizes.
 */
export const evaluator: Evaluator = {
  evaluate(validation, _score, context) {
    if (context?.native === undefined) return {};
    const filter = decodeSignalFilter(context.native);
    const { options, threshold } = filter;
    const primary = primaryOf(validation, options);
    const rows = sidedRows(primary);
    if (rows.length === 0) return {};
    const { outcome, isRight, cost } = sideOutcomes(validation, primary, options);
    const sided = selectLabelledRows(classifierInputs(validation, options), rows);
    const decisions = decide(loadScorer(context.native).score(sided), valuesAt(primary.side, rows), filter);
    const signal = valuesAt(primary.signal, rows);
    const { horizonDays } = trainingConfig;
    const skillOf = (values: Float32Array) =>
      rankSkill({ decisionTime: sided.decisionTime, signal: values, outcome: sided.labels, horizonDays });
    const primarySkill = skillOf(signal).meanRankInformationCoefficient;
    return {
      ...judgeFilter({
        ...decisions,
        decisionTime: sided.decisionTime,
        primary: signal,
        outcome: valuesAt(outcome, rows),
        isRight: valuesAt(isRight, rows),
        threshold,
        cost,
      }),
      ...skillOf(decisions.size.map((size, row) => size * signal[row])),
      ...(primarySkill === undefined ? {} : { primaryMeanRankInformationCoefficient: primarySkill }),
    };
  },
};
