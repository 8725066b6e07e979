import { EXAMPLE_LIMIT, type Finding } from './report.ts';

/** A column as it must be, or is; without a type only the name counts. */
export interface ColumnNamed {
  readonly name: string;
  readonly type?: string | undefined;
}

/**
 * `dataset.schema`: the columns that are needed are there, with the types that are needed.
 *
 * @param required - Columns a model reads or was trained on, by name or with their type.
 * @param available - Columns the pinned dataset versions have.
 */
export function validateSchema(
  required: readonly (string | ColumnNamed)[],
  available: Iterable<string | ColumnNamed>,
): Finding[] {
  const present = new Map([...available].map(asColumn).map((column) => [column.name, column]));
  const needed = required.map(asColumn);
  const absent = needed.filter(({ name }) => !present.has(name)).map(({ name }) => name);
  const mistyped = needed.flatMap(({ name, type }) => {
    const found = present.get(name)?.type;
    return type === undefined || found === undefined || found === type ? [] : [`${name} is ${found}, not ${type}`];
  });
  return [
    ...finding(absent, `${absent.length} of ${needed.length} columns do not exist`),
    ...finding(mistyped, `${mistyped.length} of ${needed.length} columns have another type`),
  ];
}

function asColumn(column: string | ColumnNamed): ColumnNamed {
  return typeof column === 'string' ? { name: column } : column;
}

function finding(columns: readonly string[], said: string): Finding[] {
  if (columns.length === 0) return [];
  const examples = columns.slice(0, EXAMPLE_LIMIT);
  return [
    {
      contract: 'dataset.schema',
      message: `${said}: ${examples.join(', ')}`,
      rows: 0,
      value: columns.length,
      limit: 0,
      examples,
    },
  ];
}
