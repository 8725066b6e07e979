import type { OffendingRow } from '@optaic/mlops/data';
import { EXAMPLE_LIMIT } from './report.ts';

/** Names rows of files as a finding does: `file 1, row 3: entity AAPL, event_time 2020-01-02 00:00:00, close -1`. */
export function rowExamples(rows: readonly OffendingRow[]): string[] {
  return rows.slice(0, EXAMPLE_LIMIT).map(({ file, row, values }) => {
    const said = Object.entries(values).map(([name, value]) => `${name} ${value ?? '(missing)'}`);
    return `file ${file}, row ${row}: ${said.join(', ')}`;
  });
}
