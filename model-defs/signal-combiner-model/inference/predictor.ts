import {
  type InferenceContext,
  type Panel,
  type Prediction,
  predictorOf,
  requireNative,
  rowMajorFeatures,
} from '@optaic/mlops/base';
import { rankByDate } from '@optaic/mlops/metrics';
import { type Combination, decodeCombination, liveWeight } from '../model/combination.ts';
import { normaliseSignals } from '../model/normalise-signals.ts';
import { columnNames } from './column-names.ts';

/**
 * Normalises the signals on their date and lets the model average those that are there. `signal` is the rank of the average
 * on its date times the row's coverage, the share of the weights that is live: an asset of which half is unknown is held
 * half as strongly, and said to be `degraded`. Beside it each signal's weight in the row and what it contributed; the
 * contributions sum to the score.
 */
export const predictor = predictorOf(predictPanel);

async function predictPanel(panel: Panel, context: InferenceContext): Promise<Prediction> {
  const combination = decodeCombination(requireNative(context));
  const signals = normaliseSignals(panel, combination.normalisation);
  const score = panel.rows === 0 ? new Float32Array() : await context.infer(rowMajorFeatures(signals), panel.rows);
  const { coverage, columns } = explain(signals, combination);
  const ranks = rankByDate(
    panel.decisionTime,
    score.map((value, row) => (coverage[row] > 0 ? value : Number.NaN)),
  );
  return {
    score,
    signal: ranks.map((rank, row) => (coverage[row] > 0 ? rank * coverage[row] : 0)),
    columns,
  };
}

function explain({ rows, features, featureNames }: Panel, { weights }: Combination) {
  // Weights are rounded by their division: all signals live is 1 exactly.
  const whole = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  const live = Float64Array.from({ length: rows }, (_, row) => liveWeight(features, rows, row, weights));
  const coverage = Float32Array.from(live, (total) => Math.min(1, total / whole));
  const columns: Record<string, Float32Array> = {
    coverage,
    degraded: coverage.map((share) => (share < 1 ? 1 : 0)),
  };
  const names = columnNames(featureNames);
  weights.forEach((weight, signal) => {
    const column = features.subarray(signal * rows, (signal + 1) * rows);
    const inRow = Float32Array.from(column, (value, row) => (Number.isNaN(value) ? 0 : weight / live[row]));
    columns[`weight_${names[signal]}`] = inRow;
    columns[`contribution_${names[signal]}`] = inRow.map((share, row) => (share === 0 ? 0 : share * column[row]));
  });
  return { coverage, columns };
}
