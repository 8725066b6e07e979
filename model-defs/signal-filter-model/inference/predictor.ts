import {
  type InferenceContext,
  type Panel,
  type Prediction,
  predictorOf,
  requireNative,
  rowMajorFeatures,
} from '@optaic/mlops/base';
import { crossSections } from '@optaic/mlops/metrics';
import { decide } from '../model/decide.ts';
import { classifierInputs, primaryOf } from '../model/primary.ts';
import { decodeSignalFilter } from '../model/signal-filter.ts';
import { readPositions, writePositions } from './positions.ts';
import { shapeDate } from './shape-date.ts';

/**
 * Asks the classifier when the primary is right, and shapes what is left date by date, each starting from what the one
 * before it published. `score` is the classifier's own output, `probability` the calibrated one.
 */
export const predictor = predictorOf(predictPanel);

async function predictPanel(panel: Panel, context: InferenceContext): Promise<Prediction> {
  const filter = decodeSignalFilter(requireNative(context));
  const { options } = filter;
  const { rows, entity, decisionTime } = panel;
  const primary = primaryOf(panel, options);
  const score =
    rows === 0 ? new Float32Array() : await context.infer(rowMajorFeatures(classifierInputs(panel, options)), rows);
  const decisions = decide(score, primary.side, filter);
  const signal = new Float32Array(rows);
  const reason = new Float32Array(rows);
  const neutralised = new Float32Array(rows);
  let positions = readPositions(context.state);
  for (const [start, end] of crossSections(decisionTime)) {
    const shaped = shapeDate(
      {
        entity: entity.slice(start, end),
        primary: primary.signal.subarray(start, end),
        side: primary.side.subarray(start, end),
        group: primary.group?.subarray(start, end),
        size: decisions.size.subarray(start, end),
        reason: decisions.reason.subarray(start, end),
      },
      positions,
      options,
    );
    signal.set(shaped.signal, start);
    reason.set(shaped.reason, start);
    neutralised.set(shaped.neutralised, start);
    positions = shaped.positions;
  }
  return {
    score,
    signal,
    columns: { probability: decisions.probability, size: decisions.size, reason, neutralised },
    state: writePositions(positions, decisionTime[rows - 1] ?? context.state?.through ?? 0),
  };
}
