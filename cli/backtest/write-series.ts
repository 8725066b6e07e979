import { writeFile } from 'node:fs/promises';
import type { BacktestResult } from '@optaic/mlops/api';
import { CliError } from '../cli-error.ts';

/**
 * Writes the per-date series of a back-test: as CSV, one row a decision, or as JSON with the whole report.
 *
 * @throws {CliError} when the name ends in neither.
 */
export async function writeSeries(file: string, result: BacktestResult): Promise<void> {
  if (file.endsWith('.json')) return writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  if (file.endsWith('.csv')) return writeFile(file, csvOf(result.dates));
  throw new CliError(`${file}: a series is written to a file that ends in .csv or .json`);
}

function csvOf(dates: BacktestResult['dates']): string {
  const columns = Object.keys(dates[0] ?? {}) as (keyof BacktestResult['dates'][number])[];
  const cell = (value: unknown) => (Array.isArray(value) ? value.join(' ') : String(value ?? ''));
  const rows = dates.map((date) => columns.map((column) => cell(date[column])).join(','));
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}
