import {
  type InferenceContext,
  InvalidInputError,
  type Panel,
  type Prediction,
  type Predictor,
  rowMajorFeatures,
} from '@optaic/mlops/base';
import { crossSectionalRank, crossSections } from '@optaic/mlops/metrics';

/** `score` is what the model says; `signal` is its rank in the cross-section of its date, mapped to [-1, 1]. */
export const predictor: Predictor = {
  async predict(crossSection, context) {
    const dates = crossSections(crossSection.decisionTime).length;
    if (dates > 1) {
      throw new InvalidInputError(
        'inference.several_dates',
        `the cross-section holds ${dates} decision times; predict takes one, predictBatch any number`,
      );
    }
    return predictPanel(crossSection, context);
  },
  predictBatch: predictPanel,
};

async function predictPanel(panel: Panel, { infer }: InferenceContext): Promise<Prediction> {
  if (panel.rows === 0) return { score: new Float32Array(), signal: new Float32Array() };
  const score = await infer(rowMajorFeatures(panel), panel.rows);
  const signal = new Float32Array(panel.rows);
  for (const [start, end] of crossSections(panel.decisionTime)) {
    signal.set(crossSectionalRank(score.subarray(start, end)), start);
  }
  return { score, signal };
}
