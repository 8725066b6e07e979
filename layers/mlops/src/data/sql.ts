import type { Instant } from '@optaic/mlops/base';

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A TIMESTAMP, UTC. */
export function timestampLiteral(instant: Instant): string {
  return `epoch_ms(${Date.parse(instant)}::BIGINT)`;
}

/** The rows of Parquet files as one relation; columns are matched by name. */
export function parquetRelation(files: readonly string[]): string {
  return `read_parquet([${files.map(quoteText).join(', ')}], union_by_name = true)`;
}
