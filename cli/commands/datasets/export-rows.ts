import { RowFormatSchema, RowsExportSchema } from '@optaic/mlops/api';
import type { CalendarDate, DatasetName, Instant } from '@optaic/mlops/base';
import type { RowFormat } from '@optaic/mlops/data';
import { type Command, Option } from 'commander';
import { asAsOf, asDatasetName, asVersion } from '../../argument-parsers.ts';
import { contextOf } from '../../command-context.ts';
import { formatOfFile } from '../../file-format.ts';
import { createStatusLine, formatBytes, formatShare, showWhile } from '../../status-line.ts';
import { downloadFile } from '../../transfer-file.ts';
import { readQuery } from './read-query.ts';

interface ExportOptions {
  readonly out: string;
  readonly format?: RowFormat;
  readonly asOf?: CalendarDate | Instant;
  readonly datasetVersion?: number;
}

/** `optaic datasets export NAME --out FILE` */
export function addExportRows(datasets: Command): void {
  datasets
    .command('export')
    .description('download all rows of a dataset as they were known at a time')
    .argument('<name>', 'dataset', asDatasetName)
    .requiredOption('--out <file>', 'the file to write')
    .addOption(new Option('--format <format>', "default: by the file's ending").choices([...RowFormatSchema.options]))
    .option('--as-of <time>', 'date (its end, UTC) or instant; default now', asAsOf)
    .option('--dataset-version <n>', 'default: the newest', asVersion)
    .action(async (name: DatasetName, options: ExportOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const { out: file } = options;
      const format = options.format ?? formatOfFile(file);
      const status = createStatusLine({ out: process.stderr, now: () => performance.now() });
      try {
        const client = connection.as('viewer');
        const asked = client.call('readRows', { parameters: { name }, query: { ...readQuery(options), format } });
        const answer = await showWhile(status, `preparing ${name} as ${format}`, asked);
        const exported = RowsExportSchema.parse(answer);
        const { url, sha256, bytes } = exported;
        await downloadFile({ url, file, sha256 }, (done) =>
          status.show(`downloading ${file}: ${formatShare(done, bytes)}`),
        );
        status.clear();
        const stale = exported.stale ? ' (stale: past its validity)' : '';
        print(
          { ...exported, file },
          () =>
            `${name}@${exported.version} as of ${exported.asOf}${stale}: ${exported.rows.toLocaleString('en')} rows, ${formatBytes(bytes)} in ${file}`,
        );
      } finally {
        status.clear();
      }
    });
}
