import { InvalidInputError } from '@optaic/mlops/base';
import { type DataColumns, inferTableColumns } from '../columns/index.ts';
import { type DataSets, rolesIn, selectRows } from './data-sets.ts';
import { type DatasetColumns, datasetColumns } from './dataset-columns.ts';
import { type FeatureBias, featureBias } from './error-bias.ts';
import { type ErrorNormality, errorNormality } from './error-normality.ts';
import { sampleDeviation } from './moments.ts';
import type { PresetReport } from './preset-report.ts';
import { type RegressionBaselines, regressionBaselines } from './regression-baselines.ts';
import {
  type PairedRows,
  predictionErrors,
  type RegressionQuality,
  regressionQuality,
  type ZeroHandling,
} from './regression-quality.ts';

export interface RegressionPresetOptions {
  /** @default replace in the current data, drop in the reference */
  readonly mapeZeroHandling?: ZeroHandling;
  readonly mapeReplaceValue?: number;
  readonly mapeEpsilon?: number;
}

/** Result of RegressionQualityMetric, in the reference's names. */
export interface RegressionQualityResult extends RegressionBaselines {
  readonly columns: DatasetColumns;
  readonly current: RegressionQuality;
  readonly reference: RegressionQuality | null;
  readonly me_default_sigma: number;
  readonly error_normality: ErrorNormality;
  readonly error_bias: Readonly<Record<string, Readonly<Record<string, FeatureBias[keyof FeatureBias]>>>>;
}

/** The metrics of the preset that are pictures only: their result has no number. */
const PICTURES = [
  'RegressionPredictedVsActualScatter',
  'RegressionPredictedVsActualPlot',
  'RegressionErrorPlot',
  'RegressionAbsPercentageErrorPlot',
  'RegressionErrorDistribution',
  'RegressionErrorNormality',
  'RegressionTopErrorMetric',
];

/** What the bias table says where no rows are drawn. */
const BIAS_TABLE = {
  top_error: -1,
  target_name: '',
  prediction_name: '',
  num_feature_names: [],
  cat_feature_names: [],
  error_bias: null,
  columns: null,
};

/**
 * Quality of a regression as a dictionary of metrics.
 *
 * @throws {InvalidInputError} `monitoring.roles_missing` without a target and one prediction, `monitoring.no_rows` when
 * no row has both.
 */
export function regressionPreset(data: DataSets, options: RegressionPresetOptions = {}): PresetReport {
  return {
    metrics: [
      { metric: 'RegressionQualityMetric', result: regressionQualityResult(data, options) },
      ...PICTURES.map((metric) => ({ metric, result: {} })),
      { metric: 'RegressionErrorBiasTable', result: BIAS_TABLE },
    ],
  };
}

/**
 * Quality on both sides, the baselines of the current targets, and how errors spread over features.
 *
 * @throws {InvalidInputError} as `regressionPreset`.
 * @see evidently 0.7.21, legacy/metrics/regression_performance/regression_quality.py.
 */
export function regressionQualityResult(
  data: DataSets,
  options: RegressionPresetOptions = {},
): RegressionQualityResult {
  const current = pairedSide(data.current, data.roles, 'current');
  const reference = data.reference && pairedSide(data.reference, data.roles, 'reference');
  const errors = predictionErrors(current);
  const quality = (rows: PairedRows, usual: ZeroHandling) =>
    regressionQuality(rows, {
      zeroHandling: options.mapeZeroHandling ?? usual,
      replaceValue: options.mapeReplaceValue,
      epsilon: options.mapeEpsilon,
    });
  return {
    columns: datasetColumns(data.current, data.roles),
    current: quality(current, 'replace'),
    reference: reference === undefined ? null : quality(reference, 'drop'),
    ...regressionBaselines(current.target),
    me_default_sigma: sampleDeviation(errors),
    error_normality: errorNormality(errors),
    error_bias: mergedBias(current, reference),
  };
}

interface PairedSide extends PairedRows {
  /** Features of the rows that are paired. */
  readonly features: DataColumns;
}

/** The rows where target and prediction are finite numbers, with their features. */
function pairedSide(columns: DataColumns, named: DataSets['roles'], side: string): PairedSide {
  const roles = rolesIn(columns, named);
  const { target, prediction } = roles;
  if (target === undefined || typeof prediction !== 'string') {
    throw new InvalidInputError(
      'monitoring.roles_missing',
      `the ${side} data needs a target and one prediction; found target ${target ?? 'none'}, prediction ${prediction ?? 'none'}; name them as roles`,
    );
  }
  const [actual, predicted] = [columns.get(target), columns.get(prediction)];
  if (actual?.kind !== 'numeric' || predicted?.kind !== 'numeric') {
    throw new InvalidInputError(
      'monitoring.roles_missing',
      `regression needs numbers; ${target} is ${actual?.kind}, ${prediction} is ${predicted?.kind} in the ${side} data`,
    );
  }
  const rows: number[] = [];
  actual.values.forEach((value, row) => {
    if (Number.isFinite(value) && Number.isFinite(predicted.values[row])) rows.push(row);
  });
  if (rows.length === 0) {
    throw new InvalidInputError(
      'monitoring.no_rows',
      `no row of the ${side} data has both ${target} and ${prediction}`,
    );
  }
  const { num, cat } = inferTableColumns(columns, roles);
  const features = new Map(
    [...num, ...cat].flatMap((name) => {
      const feature = columns.get(name);
      return feature === undefined ? [] : [[name, selectRows(feature, rows)] as const];
    }),
  );
  return {
    target: Float64Array.from(rows, (row) => actual.values[row]),
    prediction: Float64Array.from(rows, (row) => predicted.values[row]),
    features,
  };
}

function mergedBias(current: PairedSide, reference: PairedSide | undefined): RegressionQualityResult['error_bias'] {
  const merged: Record<string, Record<string, FeatureBias[keyof FeatureBias]>> = {};
  const add = (side: PairedSide, prefix: string) => {
    const errors = predictionErrors(side);
    for (const [name, feature] of side.features) {
      const { feature_type, ...bias } = featureBias(feature, errors);
      merged[name] ??= { feature_type };
      for (const [field, value] of Object.entries(bias)) merged[name][`${prefix}${field}`] = value;
    }
  };
  add(current, 'current_');
  if (reference !== undefined) add(reference, 'ref_');
  return merged;
}
