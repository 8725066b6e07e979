import {
  type LabelledPanel,
  type ModelCategory,
  type ModelModule,
  type ModelState,
  type Panel,
  rowMajorFeatures,
  selectPanelRows,
} from '@optaic/mlops/base';
import {
  measureValidationSkill,
  type Predictions,
  predictionsOf,
  type ValidationSkill,
} from '@optaic/mlops/guardrails';
import { createOnnxSession } from '@optaic/mlops/onnx/session';
import { predictionsAt } from './prediction-batch.ts';

/** What a fitted model says of the rows that it was not fitted on. */
export interface ValidationOutputs {
  /** As ONNX gives it; shape (rows × outputs), row-major. */
  readonly score: Float32Array;
  /** What would have been published of the validation's decisions. */
  readonly published: Predictions;
}

export interface FittedForms {
  readonly onnx: Uint8Array;
  readonly native?: Uint8Array;
  readonly state?: ModelState;
}

const SILENT = { info: () => undefined };

/**
 * Scores the validation rows and predicts them as an inference would. A definition that sees every bar goes on from its
 * training, through the rows between.
 *
 * @param window - Every labelled row, those between training and validation among them.
 */
export async function validationOutputs(
  module: ModelModule,
  { onnx, native, state }: FittedForms,
  { window, validation }: { readonly window: Panel; readonly validation: Panel },
): Promise<ValidationOutputs> {
  const { predictor, memory = 'none' } = module.inference;
  const panel = memory === 'contiguous' && state !== undefined ? rowsAfter(window, state.through) : validation;
  const session = await createOnnxSession(onnx);
  try {
    const score = await session.run(rowMajorFeatures(validation), validation.rows);
    const prediction = await predictor.predictBatch(panel, {
      infer: session.run,
      log: SILENT,
      ...(native === undefined ? {} : { native }),
      ...(state === undefined ? {} : { state }),
    });
    return { score, published: predictionsAt(predictionsOf(panel, prediction), new Set(validation.decisionTime)) };
  } finally {
    await session.release();
  }
}

const UNKNOWN_SKILL: ValidationSkill = { meanRankInformationCoefficient: null, standardError: null, dates: 0 };

/**
 * How well a model ranks the validation rows: a signal by its score, what combines or filters signals by what it publishes,
 * the model behind a relevance by its score. A regime has no cross-section to rank.
 */
export function validationSkill(
  category: ModelCategory,
  { score, published }: ValidationOutputs,
  { decisionTime, labels, rows }: LabelledPanel,
  horizonDays: number,
): ValidationSkill {
  if (category === 'macro_regime') return UNKNOWN_SKILL;
  const ranked = category === 'signal' || category === 'relevance' ? score : published.signal;
  return ranked.length === rows ? measureValidationSkill(decisionTime, ranked, labels, horizonDays) : UNKNOWN_SKILL;
}

function rowsAfter(panel: Panel, time: number): Panel {
  return selectPanelRows(
    panel,
    [...panel.decisionTime.keys()].filter((row) => panel.decisionTime[row] > time),
  );
}
