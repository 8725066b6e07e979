import type { InferenceContext, Prediction, Predictor } from './definition.ts';
import { InvalidInputError } from './errors.ts';
import type { Panel } from './panel.ts';

/**
 * The predictor of a definition that predicts any number of dates at once: `predictBatch` is that function, `predict` the
 * same for one date.
 *
 * `predict` throws {InvalidInputError} `inference.several_dates`, with their number.
 */
export function predictorOf(predictPanel: (panel: Panel, context: InferenceContext) => Promise<Prediction>): Predictor {
  return {
    async predict(crossSection, context) {
      requireOneDate(crossSection);
      return predictPanel(crossSection, context);
    },
    predictBatch: predictPanel,
  };
}

function requireOneDate({ decisionTime }: Pick<Panel, 'decisionTime'>): void {
  const dates = new Set(decisionTime).size;
  if (dates <= 1) return;
  throw new InvalidInputError(
    'inference.several_dates',
    `the cross-section holds ${dates} decision times; predict takes one, predictBatch any number`,
  );
}
