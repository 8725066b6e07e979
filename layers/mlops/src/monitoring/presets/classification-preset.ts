import { classPredictions, type ProbabilityCut } from './class-predictions.ts';
import {
  areasUnderCurves,
  type ClassificationQuality,
  classificationQuality,
  confusionMatrix,
  type LabelQuality,
  qualityByLabel,
} from './classification-quality.ts';
import type { DataSets } from './data-sets.ts';
import { datasetColumns } from './dataset-columns.ts';
import { defineColumns } from './defined-columns.ts';
import { precisionRecallTables } from './precision-recall-table.ts';
import type { PresetReport } from './preset-report.ts';

/** Result of ClassificationQualityMetric, in the reference's names. */
export interface ClassificationQualityResult {
  readonly current: ClassificationQuality;
  readonly reference: ClassificationQuality | null;
  readonly target_name: string;
}

/**
 * Quality of a classification as a dictionary of metrics; the metrics of probabilities only where the prediction is one.
 *
 * @throws {InvalidInputError} as `classPredictions`.
 * @see evidently 0.7.21, legacy/metric_preset/classification_performance.py.
 */
export function classificationPreset(data: DataSets, cut: ProbabilityCut = {}): PresetReport {
  const sides = predictionsOfSides(data, cut);
  // The table of cuts is made of the probabilities, so the cut does not show in it.
  const tables = {
    current: precisionRecallTables(sides.current),
    reference: sides.reference && precisionRecallTables(sides.reference),
  };
  const target_name = targetName(data);
  const hasProbabilities = defineColumns({ ...data, task: data.task ?? 'classification' }).probabilities.length > 0;
  return {
    metrics: [
      { metric: 'ClassificationQualityMetric', result: classificationQualityResult(data, cut) },
      { metric: 'ClassificationClassBalance', result: {} },
      {
        metric: 'ClassificationConfusionMatrix',
        result: {
          current_matrix: confusionMatrix(sides.current),
          reference_matrix: sides.reference ? confusionMatrix(sides.reference) : null,
          target_names: null,
        },
      },
      {
        metric: 'ClassificationQualityByClass',
        result: {
          columns: datasetColumns(data.current, data.roles),
          current: byLabel(sides.current),
          reference: sides.reference ? byLabel(sides.reference) : null,
        },
      },
      ...(hasProbabilities
        ? [
            { metric: 'ClassificationClassSeparationPlot', result: { target_name } },
            { metric: 'ClassificationProbDistribution', result: {} },
            { metric: 'ClassificationRocCurve', result: {} },
            { metric: 'ClassificationPRCurve', result: {} },
            {
              metric: 'ClassificationPRTable',
              result: { current: tables.current, reference: tables.reference ?? null },
            },
          ]
        : []),
      { metric: 'ClassificationQualityByFeatureTable', result: { target_name: '', columns: [] } },
    ],
  };
}

/** @throws {InvalidInputError} as `classPredictions`. */
export function classificationQualityResult(data: DataSets, cut: ProbabilityCut = {}): ClassificationQualityResult {
  const { current, reference } = predictionsOfSides(data, cut);
  return {
    current: classificationQuality(current, data.positiveLabel),
    reference: reference ? classificationQuality(reference, data.positiveLabel) : null,
    target_name: targetName(data),
  };
}

function predictionsOfSides(data: DataSets, cut: ProbabilityCut) {
  return {
    current: classPredictions(data.current, data, cut),
    reference: data.reference && classPredictions(data.reference, data, cut),
  };
}

function targetName({ roles }: DataSets): string {
  return roles?.target ?? 'target';
}

function byLabel(predictions: ReturnType<typeof classPredictions>): {
  readonly metrics: Readonly<Record<string, LabelQuality>>;
  readonly roc_aucs: readonly number[] | null;
} {
  const { target, probabilities } = predictions;
  return {
    metrics: qualityByLabel(predictions),
    roc_aucs: probabilities ? areasUnderCurves(target, probabilities) : null,
  };
}
