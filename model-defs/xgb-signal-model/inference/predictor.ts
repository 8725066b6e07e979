import { type InferenceContext, type Panel, type Prediction, predictorOf, rowMajorFeatures } from '@optaic/mlops/base';
import { rankByDate } from '@optaic/mlops/metrics';

/** `score` is what the model says; `signal` is its rank in the cross-section of its date, mapped to [-1, 1]. */
export const predictor = predictorOf(predictPanel);

async function predictPanel(panel: Panel, { infer }: InferenceContext): Promise<Prediction> {
  if (panel.rows === 0) return { score: new Float32Array(), signal: new Float32Array() };
  const score = await infer(rowMajorFeatures(panel), panel.rows);
  return { score, signal: rankByDate(panel.decisionTime, score) };
}
