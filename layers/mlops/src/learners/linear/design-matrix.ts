import { InvalidInputError } from '@optaic/mlops/base';
import { fitStandardiser } from '../standardiser.ts';
import { checkLabels, checkRows, type LabelledRows } from '../training-rows.ts';
import type { LinearModel } from './linear-model.ts';

/** What a linear learner solves with: centred features of the rows that count, in double precision. */
export interface DesignMatrix {
  /** Rows of positive weight. */
  readonly rows: number;
  /** Features that vary, by their place among all. */
  readonly active: readonly number[];
  /** Shape (active × rows), column-major; of weighted mean 0, missing 0. */
  readonly columns: Float64Array;
  /** Shape (rows,). */
  readonly labels: Float64Array;
  /** Shape (rows,); > 0. */
  readonly weights: Float64Array;
  readonly offset: readonly number[];
  readonly scale: readonly number[];
}

/**
 * Checks and prepares training rows: the scaler is fitted on them, rows of weight 0 are left out, features that do not
 * vary get no column and in the end the coefficient 0.
 *
 * @throws {InvalidInputError} Those of `checkRows` and `checkLabels`; `learner.feature_constant` when no feature varies.
 */
export function prepareDesign(
  rows: LabelledRows,
  learner: LinearModel['learner'],
  { standardise, features }: { readonly standardise: boolean; readonly features: number },
): DesignMatrix {
  checkRows(rows, learner, { rows: 2, features });
  const allWeights = checkLabels(rows, learner);
  const { offset, scale: fitted, constant } = fitStandardiser(rows, allWeights);
  const isConstant = new Set(constant);
  const active = rows.featureNames.map((_, feature) => feature).filter((feature) => !isConstant.has(feature));
  if (active.length === 0) {
    throw new InvalidInputError(
      'learner.feature_constant',
      `none of the ${rows.featureNames.length} features of ${learner} varies over the rows of positive weight; give one that does`,
    );
  }
  const scale = standardise ? fitted : fitted.map(() => 1);
  const kept = Array.from({ length: rows.rows }, (_, row) => row).filter((row) => allWeights[row] > 0);
  const columns = new Float64Array(active.length * kept.length);
  active.forEach((feature, column) => {
    const from = feature * rows.rows;
    kept.forEach((row, i) => {
      const x = (rows.values[from + row] - offset[feature]) * scale[feature];
      columns[column * kept.length + i] = Number.isNaN(x) ? 0 : x;
    });
  });
  return {
    rows: kept.length,
    active,
    columns,
    labels: Float64Array.from(kept, (row) => rows.labels[row]),
    weights: Float64Array.from(kept, (row) => allWeights[row]),
    offset,
    scale,
  };
}

/** @throws {InvalidInputError} `learner.too_few_rows` when nothing but rows could settle the coefficients. */
export function requireDetermined({ rows, active }: DesignMatrix, learner: string, remedy: string): void {
  if (rows >= active.length + 1) return;
  throw new InvalidInputError(
    'learner.too_few_rows',
    `${learner} has ${rows} rows of positive weight for ${active.length + 1} parameters; give more rows or ${remedy}`,
  );
}

/** The model, its coefficients at the places of all features. */
export function assembleModel(
  learner: LinearModel['learner'],
  { featureNames }: LabelledRows,
  { active, offset, scale }: DesignMatrix,
  fit: { coefficients: Float64Array; intercept: number; iterations: number; converged: boolean },
): LinearModel {
  const coefficients = featureNames.map(() => 0);
  active.forEach((feature, column) => {
    coefficients[feature] = fit.coefficients[column];
  });
  return {
    format: 'optaic-linear',
    version: 1,
    learner,
    featureNames: [...featureNames],
    offset: [...offset],
    scale: [...scale],
    coefficients,
    intercept: fit.intercept,
    iterations: fit.iterations,
    converged: fit.converged,
  };
}

/** Σ weight · label / Σ weight. */
export function weightedMean(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    sum += weights[row] * values[row];
    total += weights[row];
  }
  return sum / total;
}
