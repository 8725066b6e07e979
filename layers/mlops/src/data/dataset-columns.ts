import { InvalidInputError } from '@optaic/mlops/base';
import type { Column, DatasetSchema } from '@optaic/mlops/registry/records';
import { quoteIdentifier } from './sql.ts';

/** A dataset version as files on this machine: every part that its manifest lists. */
export interface DatasetFiles {
  readonly name: string;
  readonly files: readonly string[];
  readonly schema: DatasetSchema;
}

/** The names of the key columns, quoted for SQL. A macro series has no entity. */
export interface KeyColumns {
  readonly entity?: string;
  readonly eventTime: string;
  readonly knowledgeTime: string;
}

/**
 * The key columns of a schema, quoted for SQL.
 *
 * @throws {InvalidInputError} `dataset.schema_malformed` when a time column is missing, a role stands twice, a name
 *   stands twice, or a key column has the wrong type.
 */
export function keyColumns(schema: DatasetSchema): KeyColumns {
  const names = new Set(schema.columns.map(({ name }) => name.toLowerCase()));
  if (names.size < schema.columns.length) throw malformed('two columns have the same name (case does not part them)');
  const entity = columnOfRole(schema, 'entity', 'string');
  const eventTime = columnOfRole(schema, 'event_time', 'timestamp');
  const knowledgeTime = columnOfRole(schema, 'knowledge_time', 'timestamp');
  if (eventTime === undefined || knowledgeTime === undefined) {
    throw malformed('it needs one column of role event_time and one of role knowledge_time');
  }
  return { ...(entity === undefined ? {} : { entity }), eventTime, knowledgeTime };
}

/** The key columns in the order that rows are sorted by, quoted for SQL. */
export function keyOrder({ entity, eventTime, knowledgeTime }: KeyColumns): string {
  return [...(entity === undefined ? [] : [entity]), eventTime, knowledgeTime].join(', ');
}

/** The value columns, in the schema's order. */
export function valueColumns(schema: DatasetSchema): readonly Column[] {
  return schema.columns.filter(({ role }) => role === 'value');
}

function columnOfRole(schema: DatasetSchema, role: Column['role'], type: Column['type']): string | undefined {
  const columns = schema.columns.filter((column) => column.role === role);
  const [column] = columns;
  if (columns.length > 1) throw malformed(`${columns.length} columns have the role ${role}; the limit is 1`);
  if (column !== undefined && column.type !== type) {
    throw malformed(`column "${column.name}" of role ${role} has type ${column.type}; it must be ${type}`);
  }
  return column === undefined ? undefined : quoteIdentifier(column.name);
}

function malformed(reason: string): InvalidInputError {
  return new InvalidInputError('dataset.schema_malformed', `the dataset's schema is malformed: ${reason}`);
}
