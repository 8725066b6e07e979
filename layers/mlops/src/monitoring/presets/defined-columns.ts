import {
  type ColumnSides,
  type ColumnType,
  inferFeatureType,
  inferPredictionType,
  inferTargetType,
  inferTask,
  type Task,
} from '../columns/index.ts';
import { type DataSets, rolesIn } from './data-sets.ts';

export interface DefinedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** No role: neither target, prediction, time nor id. */
  readonly isFeature: boolean;
}

export interface DataDefinition {
  /** In the order of the current data; a feature of one side only is left out. */
  readonly columns: readonly DefinedColumn[];
  readonly target: string | undefined;
  /** The prediction where it is one column and no probability of a class. */
  readonly prediction: string | undefined;
  /** The prediction's columns where they are probabilities. */
  readonly probabilities: readonly string[];
  readonly task: Task | undefined;
}

/**
 * What each column is taken for by tests and by metrics of one column.
 *
 * @see evidently 0.7.21, legacy/utils/data_preprocessing.py, `create_data_definition`.
 */
export function defineColumns({ current, reference, roles, task: given }: DataSets): DataDefinition {
  const { target, prediction, datetime, id } = rolesIn(current, roles);
  const sides = (name: string): ColumnSides => ({ current: current.get(name), reference: reference?.get(name) });
  const targetType = target === undefined ? undefined : inferTargetType(sides(target), given);
  const task = given ?? inferTask(targetType);
  const predictions = prediction === undefined ? [] : [prediction].flat();
  const typeOf = (name: string): ColumnType => {
    if (name === target) return targetType ?? 'unknown';
    if (name === prediction) return inferPredictionType(sides(name), task);
    if (predictions.includes(name)) return 'num';
    return name === datetime ? 'datetime' : inferFeatureType(sides(name));
  };
  const isProbability = typeof prediction !== 'string' || (task === 'classification' && typeOf(prediction) === 'num');
  const hasRole = (name: string) => [target, datetime, id, ...predictions].includes(name);
  return {
    columns: Array.from(current.keys())
      .filter((name) => reference === undefined || reference.has(name) || hasRole(name))
      .map((name) => ({ name, type: typeOf(name), isFeature: !hasRole(name) })),
    target,
    prediction: typeof prediction === 'string' && !isProbability ? prediction : undefined,
    probabilities: isProbability ? predictions : [],
    task,
  };
}
