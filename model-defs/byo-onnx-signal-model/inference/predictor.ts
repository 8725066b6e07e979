import {
  type InferenceContext,
  InvalidInputError,
  type Panel,
  type Prediction,
  predictorOf,
  rowMajorFeatures,
} from '@optaic/mlops/base';
import { rankByDate } from '@optaic/mlops/metrics';

/**
 * `score` is what the model says; `signal` is its rank in the cross-section of its date, mapped to [-1, 1]. A row to which
 * the model gives no finite score, for want of a feature that it cannot do without, is not published: it says nothing, and
 * the coverage of the signal shows it.
 */
export const predictor = predictorOf(predictPanel);

async function predictPanel(panel: Panel, { infer }: InferenceContext): Promise<Prediction> {
  if (panel.rows === 0) return { score: new Float32Array(), signal: new Float32Array() };
  const score = await infer(rowMajorFeatures(panel), panel.rows);
  if (score.length !== panel.rows) {
    throw new InvalidInputError(
      'model.shape_mismatch',
      `the model gave ${score.length} scores for ${panel.rows} rows; a signal is one number a row`,
    );
  }
  const scored = [...score.keys()].filter((row) => Number.isFinite(score[row]));
  const decisionTime = Float64Array.from(scored, (row) => panel.decisionTime[row]);
  const finite = Float32Array.from(scored, (row) => score[row]);
  const prediction = { score: finite, signal: rankByDate(decisionTime, finite) };
  if (scored.length === panel.rows) return prediction;
  return { ...prediction, entity: scored.map((row) => panel.entity[row]), decisionTime };
}
