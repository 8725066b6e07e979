import { InvalidInputError, type NativeTrainingResult, selectLabelledRows, type Trainer } from '@optaic/mlops/base';
import { fitIsotonic } from '@optaic/mlops/learners/isotonic';
import { trainClassifier } from '../model/classifier.ts';
import { decide } from '../model/decide.ts';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { classifierInputs, primaryOf } from '../model/primary.ts';
import { encodeSignalFilter } from '../model/signal-filter.ts';
import { VERSION } from '../version.ts';
import { chooseThreshold, outOfFoldScores } from './calibrate.ts';
import { judgeFilter } from './judge-filter.ts';
import { sideOutcomes } from './side-outcomes.ts';
import { sidedRows, valuesAt } from './sided-rows.ts';

/**
 * Learns when the primary is right from the training rows in which it takes a side. Calibration and threshold come from
 * scores out of fold; the validation rows are not looked at.
 */
export const trainer: Trainer<Hyperparameters, NativeTrainingResult> = {
  fit(train, _validation, hyperparameters, { seed, onRound }) {
    const primary = primaryOf(train, hyperparameters);
    const { outcome, isRight, cost } = sideOutcomes(train, primary, hyperparameters);
    const rows = sidedRows(primary);
    requireBothOutcomes(valuesAt(isRight, rows), hyperparameters);
    const sided = selectLabelledRows({ ...classifierInputs(train, hyperparameters), labels: isRight }, rows);
    const { decisionTime } = sided;

    const score = outOfFoldScores(sided, train.decisionTime, hyperparameters, seed);
    onRound({ round: 1, rounds: 2, losses: {} });
    const calibration = fitIsotonic(score, sided.labels);
    const known = {
      decisionTime,
      primary: valuesAt(primary.signal, rows),
      outcome: valuesAt(outcome, rows),
      cost,
    };
    const side = valuesAt(primary.side, rows);
    const threshold = chooseThreshold({ ...known, score, side }, calibration, hyperparameters);
    const knots = { x: [...calibration.x], y: [...calibration.y] };
    const decisions = decide(score, side, { calibration: knots, threshold });
    const outOfFold = judgeFilter({ ...known, ...decisions, isRight: sided.labels, threshold });
    const classifier = trainClassifier(sided, hyperparameters, seed);
    onRound({ round: 2, rounds: 2, losses: {} });

    return {
      onnx: classifier.toOnnx(VERSION),
      native: encodeSignalFilter({
        featureNames: [...train.featureNames],
        options: hyperparameters,
        classifier: classifier.toText(),
        calibration: knots,
        threshold,
      }),
      metrics: { threshold, ...prefixed('outOfFold', outOfFold) },
      importance: classifier.importance(),
    };
  },
};

function requireBothOutcomes(
  isRight: Float32Array,
  { primary_column: name, round_trip_cost_bps: cost }: Hyperparameters,
) {
  if (isRight.includes(0) && isRight.includes(1)) return;
  throw new InvalidInputError(
    'learner.single_class',
    `the primary signal ${name} takes a side in ${isRight.length} training rows and is ${isRight.includes(1) ? 'always' : 'never'} right beyond ${cost} basis points; a filter learns from both`,
  );
}

function prefixed(prefix: string, figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`${prefix}${name[0].toUpperCase()}${name.slice(1)}`, value]),
  );
}
