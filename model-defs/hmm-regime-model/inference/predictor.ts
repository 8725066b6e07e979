import {
  type InferenceContext,
  InvalidInputError,
  type Panel,
  type Prediction,
  predictorOf,
  requireFeatures,
  requireNative,
  rowMajorFeatures,
} from '@optaic/mlops/base';
import { decodeRegimeModel } from '../model/regime-model.ts';
import { requireSeries } from '../model/require-series.ts';
import { publishRegimes } from './publish-regimes.ts';
import { encodeRegimeState } from './regime-state.ts';
import { walkRegimes } from './walk-regimes.ts';

/** Filters the bars of one series, going on from the state of the last one; ONNX gives their log densities. */
export const predictor = predictorOf(predictPanel);

async function predictPanel(panel: Panel, context: InferenceContext): Promise<Prediction> {
  const model = decodeRegimeModel(requireNative(context));
  requireFeatures(panel, model.hmm.emission.featureNames);
  requireSeries(panel);
  requireLater(panel, context);
  const logDensities = panel.rows === 0 ? new Float32Array() : await context.infer(rowMajorFeatures(panel), panel.rows);
  const { bars, state } = walkRegimes(model, logDensities, context.state);
  if (state === undefined) {
    throw new InvalidInputError(
      'regime.no_bars',
      'there is neither a bar nor a state to go on from; give one of the two',
    );
  }
  const through = panel.decisionTime[panel.rows - 1] ?? context.state?.through ?? 0;
  return { ...publishRegimes(bars, model), state: { bytes: encodeRegimeState(state), through } };
}

/** @throws {InvalidInputError} `regime.bar_seen` when a bar is not after the state's last: it would count twice. */
function requireLater({ decisionTime }: Panel, { state }: InferenceContext): void {
  if (state === undefined || !(decisionTime[0] <= state.through)) return;
  throw new InvalidInputError(
    'regime.bar_seen',
    `the first bar (${decisionTime[0]} ms) is not after the last one that the state has seen (${state.through} ms); give later bars only`,
  );
}
