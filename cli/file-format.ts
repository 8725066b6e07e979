import type { RowFormat } from '@optaic/mlops/data';
import { CliError } from './cli-error.ts';

const FORMAT_BY_ENDING = { csv: 'csv', parquet: 'parquet', ndjson: 'ndjson', jsonl: 'ndjson' } as const;

/**
 * The format of a file of rows, by the ending of its name.
 *
 * @throws {CliError} when it is none of ours.
 */
export function formatOfFile(file: string): RowFormat {
  const ending = file.split('.').at(-1)?.toLowerCase() ?? '';
  for (const [name, format] of Object.entries(FORMAT_BY_ENDING)) if (name === ending) return format;
  throw new CliError(
    `${file}: a file of rows ends in ${Object.keys(FORMAT_BY_ENDING)
      .map((name) => `.${name}`)
      .join(', ')}; unpack or rename it`,
  );
}
