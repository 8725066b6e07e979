import type { GbdtDataset } from '@optaic/mlops/learners/gbdt';
import { CliError } from '../cli-error.ts';
import type { NumericTable } from './numeric-table.ts';
import { readNumericFile } from './read-numeric-file.ts';

/** Which columns of a file are what; all others are features. */
export interface Roles {
  readonly label: string;
  readonly weight?: string;
  readonly group?: string;
  readonly ignored: readonly string[];
}

export interface LearningRows {
  readonly dataset: GbdtDataset;
  /** What the file calls the group of each row. */
  readonly groupOf?: (row: number) => string;
}

/**
 * The rows of a file to learn from.
 *
 * @param features - To read these only, in this order, as another file has them; all that have no role when absent.
 * @throws {CliError} for a column that is named and not there, or a file without features.
 */
export async function readLearningRows(
  file: string,
  roles: Roles,
  features?: readonly string[],
): Promise<LearningRows> {
  const { label, weight, group, ignored } = roles;
  const named = [label, ...[weight, group].filter((name) => name !== undefined)];
  const wanted = features && new Set([...features, ...named]);
  const table = await readNumericFile(file, (columns) => {
    const missing = [...named, ...(features ?? ignored)].find((name) => !columns.includes(name));
    if (missing !== undefined) throw new CliError(`${file} has no column ${missing}; it has ${listed(columns)}`);
    return (column) => {
      if (column === group) return 'group';
      if (named.includes(column)) return 'number';
      return ignored.includes(column) || wanted?.has(column) === false ? 'ignore' : 'number';
    };
  });
  const featureNames = features ?? table.names.filter((name) => name !== label && name !== weight);
  if (featureNames.length === 0) {
    throw new CliError(`${file} has no column left to learn from beside ${named.join(', ')}`);
  }
  const { groups } = table;
  return {
    dataset: {
      rows: table.rows,
      features: featureNames.length,
      featureNames,
      values: columnsOf(table, featureNames),
      labels: columnsOf(table, [label]),
      ...(weight === undefined ? {} : { weights: columnsOf(table, [weight]) }),
      ...(groups === undefined ? {} : { groups: groups.ids }),
    },
    ...(groups === undefined ? {} : { groupOf: (row: number) => groups.names[groups.ids[row]] }),
  };
}

function columnsOf({ names, values, rows }: NumericTable, wanted: readonly string[]): Float32Array {
  const places = new Map(names.map((name, i) => [name, i]));
  const columns = new Float32Array(wanted.length * rows);
  wanted.forEach((name, i) => {
    const place = places.get(name) ?? 0;
    columns.set(values.subarray(place * rows, (place + 1) * rows), i * rows);
  });
  return columns;
}

function listed(columns: readonly string[]): string {
  const shown = columns.slice(0, 20).join(', ');
  return columns.length > 20 ? `${shown} and ${columns.length - 20} more` : shown;
}
