import { InvalidInputError, type Panel } from '@optaic/mlops/base';
import type { Hyperparameters } from './hyperparameters.ts';

export type PrimaryOptions = Pick<Hyperparameters, 'primary_column' | 'primary_deadband' | 'group_column'>;

/** What a row's primary signal says. */
export interface Primary {
  /** Shape (rows,); NaN is missing. */
  readonly signal: Float32Array;
  /** Shape (rows,); −1, 0 or 1; 0 where the signal is missing or within the deadband. */
  readonly side: Float32Array;
  /** Shape (rows,); the number of each asset's group, NaN where it has none; undefined when nothing is neutralised. */
  readonly group: Float32Array | undefined;
}

/** @throws {InvalidInputError} `model.feature_mismatch` when the panel has no such column. */
export function primaryOf(panel: Panel, options: PrimaryOptions): Primary {
  const signal = columnOf(panel, options.primary_column);
  const side = signal.map((value) => (Math.abs(value) > options.primary_deadband ? Math.sign(value) : 0));
  return {
    signal,
    side,
    group: options.group_column === undefined ? undefined : columnOf(panel, options.group_column),
  };
}

/**
 * What the classifier is asked with: the panel with the strength of the primary signal in place of the signal, since being
 * right has no side, and without the group, whose number means nothing.
 */
export function classifierInputs<P extends Panel>(panel: P, options: PrimaryOptions): P {
  const features = panel.features.slice();
  const primary = positionOf(panel, options.primary_column) * panel.rows;
  for (let row = 0; row < panel.rows; row++) features[primary + row] = Math.abs(features[primary + row]);
  if (options.group_column !== undefined) {
    const group = positionOf(panel, options.group_column) * panel.rows;
    features.fill(0, group, group + panel.rows);
  }
  return { ...panel, features };
}

function columnOf(panel: Panel, name: string): Float32Array {
  const at = positionOf(panel, name);
  return panel.features.subarray(at * panel.rows, (at + 1) * panel.rows);
}

function positionOf({ featureNames }: Panel, name: string): number {
  const at = featureNames.indexOf(name);
  if (at !== -1) return at;
  throw new InvalidInputError(
    'model.feature_mismatch',
    `signal-filter-model wants a feature ${name}, the panel has ${featureNames.join(', ')}; name one of them in primary_column or group_column`,
  );
}
