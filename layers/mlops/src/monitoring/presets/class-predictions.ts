import { InvalidInputError } from '@optaic/mlops/base';
import type { Category, Column, DataColumns } from '../columns/index.ts';
import { type DataSets, rolesIn } from './data-sets.ts';

/** How probabilities become labels: at least this probability, or that of the k-th most likely row (from 0). */
export interface ProbabilityCut {
  /** @default 0.5 */
  readonly probasThreshold?: number | undefined;
  readonly k?: number | undefined;
}

/** What a classifier said of the rows that have a target and a prediction. */
export interface ClassPredictions {
  /** Shape (rows,). */
  readonly target: readonly Category[];
  /** Shape (rows,). */
  readonly predicted: readonly Category[];
  /** Probability of each label, shape (rows,) each; of two labels the positive one first. Undefined of mere labels. */
  readonly probabilities: ReadonlyMap<Category, Float64Array> | undefined;
  /** The labels that count: those of the probabilities, else all that occur, ascending. */
  readonly labels: readonly Category[];
}

/**
 * Reads labels and probabilities from a prediction of any kind: labels; one probability, of label 1 or of the positive
 * label; a column of probabilities for each label, which is named for it.
 *
 * @throws {InvalidInputError} `monitoring.roles_missing` without target and prediction, `monitoring.no_rows` without a row
 *   that has both, `monitoring.labels_unclear` when the positive or the negative label cannot be told.
 * @see evidently 0.7.21, legacy/calculations/classification_performance.py, `get_prediction_data`.
 */
export function classPredictions(
  columns: DataColumns,
  { roles, positiveLabel = 1 }: Pick<DataSets, 'roles' | 'positiveLabel'>,
  cut: ProbabilityCut = {},
): ClassPredictions {
  const { target: targetName, prediction } = rolesIn(columns, roles);
  const names = prediction === undefined ? [] : [prediction].flat();
  const targetColumn = targetName === undefined ? undefined : columns.get(targetName);
  const predictionColumns = names.flatMap((name) => columns.get(name) ?? []);
  if (targetColumn === undefined || predictionColumns.length === 0) {
    throw new InvalidInputError(
      'monitoring.roles_missing',
      `classification needs a target and a prediction; found target ${targetName ?? 'none'}, prediction ${names.join() || 'none'}; name them as roles`,
    );
  }
  const rows = completeRows([targetColumn, ...predictionColumns]);
  if (rows.length === 0) {
    throw new InvalidInputError('monitoring.no_rows', `no row has both ${targetName} and ${names.join()}`);
  }
  const target = rows.map((row) => labelAt(targetColumn, row));
  const [first] = predictionColumns;
  if (typeof prediction === 'string' && !isFraction(first)) {
    const predicted = rows.map((row) => labelAt(first, row));
    return { target, predicted, probabilities: undefined, labels: ascending(new Set([...target, ...predicted])) };
  }
  const values = predictionColumns.map((column) => Float64Array.from(rows, (row) => Number(labelAt(column, row))));
  if (names.length > 2) return mostLikely(target, names, values, targetColumn);
  return cutInTwo(target, twoProbabilities({ target, targetColumn, names, values, positiveLabel }), cut);
}

/** Labels ascending: numbers by size, anything else by text. */
export function ascending(labels: Iterable<Category>): readonly Category[] {
  return [...labels].sort((a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a) < String(b) ? -1 : Number(String(a) > String(b));
  });
}

function mostLikely(
  target: readonly Category[],
  names: readonly string[],
  values: readonly Float64Array[],
  targetColumn: Column,
): ClassPredictions {
  // Names of columns are text; they stand for numbers where the target is one.
  const labels = targetColumn.kind === 'numeric' ? names.map(Number) : names;
  const predicted = target.map((_, row) => {
    const most = values.reduce((best, each, i) => (each[row] > values[best][row] ? i : best), 0);
    return labels[most];
  });
  return { target, predicted, probabilities: new Map(labels.map((label, i) => [label, values[i]])), labels };
}

function cutInTwo(
  target: readonly Category[],
  probabilities: ReadonlyMap<Category, Float64Array>,
  { probasThreshold = 0.5, k }: ProbabilityCut,
): ClassPredictions {
  const labels = [...probabilities.keys()];
  const [positive, negative] = labels;
  const likely = probabilities.get(positive) ?? new Float64Array();
  const limit = k === undefined ? probasThreshold : likely.toSorted().reverse()[Math.min(k, likely.length - 1)];
  const predicted = Array.from(likely, (probability) => (probability >= limit ? positive : negative));
  return { target, predicted, probabilities, labels };
}

interface TwoClasses {
  readonly target: readonly Category[];
  readonly targetColumn: Column;
  readonly names: readonly string[];
  readonly values: readonly Float64Array[];
  readonly positiveLabel: Category;
}

/** The probabilities of the positive and the negative label, in this order. */
function twoProbabilities(classes: TwoClasses): ReadonlyMap<Category, Float64Array> {
  const { target, targetColumn, names, values, positiveLabel } = classes;
  const [first = new Float64Array()] = values;
  const rest = (column: Float64Array) => column.map((probability) => 1 - probability);
  if (names.length === 2) {
    const positive = names.indexOf(requireLabel(positiveLabel, names));
    return new Map([
      [names[positive], values[positive]],
      [names[1 - positive], values[1 - positive]],
    ]);
  }
  if (targetColumn.kind === 'numeric' && targetColumn.isInteger === true) {
    return new Map([
      [1, first],
      [0, rest(first)],
    ]);
  }
  const labels = [...new Set(target)];
  requireLabel(positiveLabel, labels);
  const [name] = names;
  const isOther = labels.includes(name) && positiveLabel !== name;
  const negative = isOther ? name : labels.findLast((label) => label !== positiveLabel);
  if (negative === undefined || targetColumn.kind === 'numeric') {
    throw new InvalidInputError(
      'monitoring.labels_unclear',
      `one column of probabilities needs a target of whole numbers or of two words; its labels are ${labels.slice(0, 5).join()}`,
    );
  }
  return new Map([
    [positiveLabel, isOther ? rest(first) : first],
    [negative, isOther ? first : rest(first)],
  ]);
}

function requireLabel<T extends Category>(label: Category, labels: readonly T[]): T {
  const found = labels.find((each) => each === label);
  if (found !== undefined) return found;
  throw new InvalidInputError(
    'monitoring.labels_unclear',
    `the positive label ${label} is none of ${labels.slice(0, 5).join()}; name one of them as positiveLabel`,
  );
}

function isFraction(column: Column | undefined): boolean {
  return column?.kind === 'numeric' && column.isInteger !== true;
}

function completeRows(columns: readonly Column[]): number[] {
  const [first] = columns;
  const length = first.kind === 'categorical' ? first.codes.length : first.values.length;
  const isComplete = (row: number) =>
    columns.every((column) =>
      column.kind === 'categorical' ? column.codes[row] >= 0 : Number.isFinite(column.values[row]),
    );
  return Array.from({ length }, (_, row) => row).filter(isComplete);
}

function labelAt(column: Column, row: number): Category {
  return column.kind === 'categorical' ? column.categories[column.codes[row]] : column.values[row];
}
