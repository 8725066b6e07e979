import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { formatOfFile } from '../file-format.ts';
import { csvRecords } from './csv-records.ts';
import { type ColumnUse, createTableBuilder, type NumericTable, type TableBuilder } from './numeric-table.ts';

/** What the columns of a file are used for; refuses a file without the columns that are needed. */
export type ChooseUse = (columns: readonly string[]) => (column: string) => ColumnUse;

/** DuckDB needs seconds for a thousand columns and minutes for ten thousand; a CSV file may have any number. */
const MOST_COLUMNS = 5_000;

/**
 * Reads the numbers of a CSV, Parquet or NDJSON file; of CSV without anything of the database, at any width.
 *
 * @throws {CliError} for a file that cannot be read, has no rows, repeats a column or holds what is no number.
 */
export async function readNumericFile(file: string, choose: ChooseUse): Promise<NumericTable> {
  const format = formatOfFile(file);
  await stat(file).catch((cause: unknown) => {
    throw new CliError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  });
  const table = format === 'csv' ? await readCsv(file, choose) : await readWithDuckDb(file, format, choose);
  if (table.rows === 0) throw new CliError(`${file} has a header but no rows`);
  return table;
}

async function readCsv(file: string, choose: ChooseUse): Promise<NumericTable> {
  let builder: TableBuilder | undefined;
  for await (const cells of csvRecords(file)) {
    if (builder === undefined) builder = openBuilder(file, cells, choose);
    else builder.addRow(cells);
  }
  if (builder === undefined) throw new CliError(`${file} is empty; its first line names the columns`);
  return builder.finish();
}

async function readWithDuckDb(file: string, format: 'parquet' | 'ndjson', choose: ChooseUse): Promise<NumericTable> {
  // It takes longer to load than most files to read.
  const { openDuckDb, quoteText, quoteIdentifier } = await import('@optaic/mlops/data');
  const relation = format === 'parquet' ? `read_parquet(${quoteText(file)})` : `read_ndjson_auto(${quoteText(file)})`;
  const directory = await mkdtemp(join(tmpdir(), 'optaic-learn-'));
  try {
    const db = await openDuckDb({ directory });
    try {
      const columns: string[] = [];
      for await (const chunk of db.chunks(`DESCRIBE SELECT * FROM ${relation}`)) {
        columns.push(...chunk.getRows().map(([name]) => String(name)));
        if (columns.length > MOST_COLUMNS) {
          throw new CliError(
            `${file} has more than ${MOST_COLUMNS} columns; write it as CSV, which may have any number`,
          );
        }
      }
      const builder = openBuilder(file, columns, choose);
      const texts = columns.map((name) => `CAST(${quoteIdentifier(name)} AS VARCHAR)`).join(', ');
      for await (const chunk of db.chunks(`SELECT ${texts} FROM ${relation}`)) {
        for (const row of chunk.getRows()) builder.addRow(row.map((cell) => (cell === null ? null : String(cell))));
      }
      return builder.finish();
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`, { cause: error });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function openBuilder(file: string, columns: readonly string[], choose: ChooseUse): TableBuilder {
  const seen = new Set<string>();
  const repeated = columns.find((name) => seen.size === seen.add(name).size);
  if (repeated !== undefined) throw new CliError(`${file} names the column "${repeated}" twice; rename one`);
  return createTableBuilder(file, columns, choose(columns));
}
