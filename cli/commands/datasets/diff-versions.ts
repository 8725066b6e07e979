import type { DatasetDiff } from '@optaic/mlops/api';
import type { DatasetName } from '@optaic/mlops/base';
import type { Command } from 'commander';
import { asDatasetName, asVersion } from '../../argument-parsers.ts';
import { contextOf } from '../../command-context.ts';
import { createStatusLine, showWhile } from '../../status-line.ts';
import { formatTable } from '../../table.ts';

const KINDS = {
  added: 'about events that were unknown',
  revised: 'new knowledge about known events',
  changed: 'rewritten in place: the same key, other values',
  dropped: 'gone',
} as const;

/** `optaic datasets diff NAME A B` */
export function addDiffVersions(datasets: Command): void {
  datasets
    .command('diff')
    .description('compare two versions: rows added, revised, changed in place, dropped')
    .argument('<name>', 'dataset', asDatasetName)
    .argument('<from>', 'the earlier version', asVersion)
    .argument('<to>', 'the later version', asVersion)
    .action(async (name: DatasetName, from: number, to: number, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const status = createStatusLine({ out: process.stderr, now: () => performance.now() });
      const asked = connection
        .as('viewer')
        .call('diffDatasetVersions', { parameters: { name, version: to }, query: { from } });
      const diff = await showWhile(status, `comparing ${name}@${from} with @${to}`, asked);
      status.clear();
      print(diff, () => describeDiff(diff));
    });
}

export function describeDiff(diff: DatasetDiff): string {
  const counts = formatTable(
    ['rows', 'count', ''],
    [
      ...Object.entries(KINDS).map(([kind, meaning]) => [kind, shown(diff[kind as keyof typeof KINDS].count), meaning]),
      ['unchanged', shown(diff.unchanged), 'in both'],
    ],
  );
  const tables = Object.keys(KINDS).flatMap((kind) => describeRows(kind, diff[kind as keyof typeof KINDS]));
  return [`${diff.dataset}@${diff.from} → @${diff.to}`, counts, ...tables].join('\n');
}

const shown = (count: number) => count.toLocaleString('en');

/** Values that differ stand as `old → new`. */
function describeRows(kind: string, { count, rows }: DatasetDiff['added']): string[] {
  if (rows.length === 0) return [];
  const headers = Object.keys(rows[0]?.after ?? rows[0]?.before ?? {});
  const table = formatTable(
    headers,
    rows.map(({ before, after }) =>
      headers.map((header) => {
        const [old, now] = [before?.[header] ?? '', after?.[header] ?? ''];
        if (before === null || after === null || old === now) return String(after === null ? old : now);
        return `${old === '' ? '–' : old} → ${now === '' ? '–' : now}`;
      }),
    ),
  );
  const title = count > rows.length ? `${kind}, the first ${rows.length} of ${shown(count)}` : kind;
  return ['', title, table];
}
