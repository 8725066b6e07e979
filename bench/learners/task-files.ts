import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDraws, normal } from './draws.ts';

/** Rows with their labels, as files of float32 in a directory: x by column, x by row, y, and groups of ranking. */
export interface TaskFiles {
  readonly directory: string;
  readonly rows: number;
  readonly features: number;
  readonly hasGroups: boolean;
}

export interface TaskRows {
  readonly rows: number;
  readonly features: number;
  /** Shape (features × rows), column-major. */
  readonly values: Float32Array;
  readonly labels: Float32Array;
  readonly groups?: Int32Array;
}

export function writeTask(directory: string, { rows, features, values, labels, groups }: TaskRows): TaskFiles {
  mkdirSync(directory, { recursive: true });
  const byRow = new Float32Array(rows * features);
  for (let feature = 0; feature < features; feature++) {
    for (let row = 0; row < rows; row++) byRow[row * features + feature] = values[feature * rows + row];
  }
  writeFileSync(join(directory, 'columns.f32'), values);
  writeFileSync(join(directory, 'rows.f32'), byRow);
  writeFileSync(join(directory, 'y.f32'), labels);
  if (groups !== undefined) writeFileSync(join(directory, 'groups.i32'), groups);
  return { directory, rows, features, hasGroups: groups !== undefined };
}

/** The dataset of the files, as the booster takes it. */
export function readTask({ directory, rows, features, hasGroups }: TaskFiles) {
  return {
    rows,
    features,
    featureNames: Array.from({ length: features }, (_, feature) => `f${feature}`),
    values: readFloats(directory, 'columns.f32'),
    labels: readFloats(directory, 'y.f32'),
    ...(hasGroups ? { groups: new Int32Array(readFloats(directory, 'groups.i32').buffer) } : {}),
  };
}

export function readFloats(directory: string, name: string): Float32Array<ArrayBuffer> {
  const bytes = readFileSync(join(directory, name));
  const floats = new Float32Array(bytes.length / 4);
  bytes.copy(new Uint8Array(floats.buffer));
  return floats;
}

/** Columns of normal values, and labels 0 and 1 that hang on four of them. */
export function classifiedRows(rows: number, features: number): TaskRows {
  const draw = createDraws(rows * 31 + features);
  const values = new Float32Array(rows * features);
  for (let i = 0; i < values.length; i++) values[i] = normal(draw);
  const labels = new Float32Array(rows);
  const [a, b, c, d] = [0, 1, 2, 3].map((feature) => values.subarray(feature * rows, (feature + 1) * rows));
  for (let row = 0; row < rows; row++) {
    const margin = a[row] + b[row] * c[row] + Math.sin(2 * d[row]);
    labels[row] = draw() < 1 / (1 + Math.exp(-2 * margin)) ? 1 : 0;
  }
  return { rows, features, values, labels };
}
