import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CalendarDateSchema } from '@optaic/mlops/base';
import { nyse } from '../calendar/index.ts';
import { instant, openTestBench } from '../test-tables.ts';
import type { UploadFormat } from '../uploaded-file.ts';
import { type FileInspection, inspectFile } from './inspect-file.ts';

const NOW = instant('2024-01-01');

export interface TestInspector extends AsyncDisposable {
  /** Inspects a file of this content. */
  inspect(text: string, format?: UploadFormat): Promise<FileInspection>;
  /** Inspects a Parquet file of a query's rows. */
  inspectParquet(sql: string): Promise<FileInspection>;
}

export async function openTestInspector(): Promise<TestInspector> {
  const bench = await openTestBench();
  let written = 0;
  const nextPath = (format: UploadFormat) => join(bench.directory, `inspected-${written++}.${format}`);
  return {
    inspect: async (text, format = 'csv') => {
      const path = nextPath(format);
      await writeFile(path, text);
      return inspectFile(bench.db, { path, format }, { now: NOW });
    },
    inspectParquet: async (sql) => {
      const path = nextPath('parquet');
      await bench.db.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
      return inspectFile(bench.db, { path, format: 'parquet' }, { now: NOW });
    },
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

/** The columns of the key by their roles. */
export function rolesOf({ columns }: FileInspection): Record<string, string> {
  return Object.fromEntries(columns.filter(({ role }) => role !== 'value').map(({ name, role }) => [role, name]));
}

export function codesOf({ findings }: FileInspection): string[] {
  return findings.map(({ code }) => code);
}

export function lines(...rows: readonly string[]): string {
  return `${rows.join('\n')}\n`;
}

const SESSIONS = nyse.sessions(CalendarDateSchema.parse('2019-01-02'), CalendarDateSchema.parse('2019-06-28'));

/** A row for each session of half a year. */
export function daily(header: string, row: (day: string, index: number) => string): string {
  return lines(header, ...SESSIONS.map(row));
}
