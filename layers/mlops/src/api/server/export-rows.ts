import { join } from 'node:path';
import { type Instant, InvalidInputError, Sha256Schema } from '@optaic/mlops/base';
import { exportAsOf, type RowFormat } from '@optaic/mlops/data';
import { localDatasetFiles } from '@optaic/mlops/pipeline/dataset-files';
import { withWorkbench } from '@optaic/mlops/pipeline/workbench';
import type { DatasetVersionRecord } from '@optaic/mlops/registry';
import { z } from 'zod';
import { findJson } from './find-json.ts';
import type { RowServices } from './read-rows.ts';

/** Values that one request can sort, write and store well before the API hangs up at 29 s; texts take longer to write. */
const LIMIT_VALUES: Readonly<Record<RowFormat, number>> = {
  parquet: 50_000_000,
  csv: 15_000_000,
  ndjson: 15_000_000,
};

export interface ExportRequest {
  readonly version: DatasetVersionRecord;
  readonly asOf: Instant;
  readonly format: RowFormat;
  /** Columns of the dataset. */
  readonly columns: number;
  readonly now: Instant;
}

/** An export as it is stored; its description is beside it. */
const StoredExportSchema = z.strictObject({
  rows: z.int().min(1),
  bytes: z.int().min(1),
  sha256: Sha256Schema,
});

export interface ExportedRows extends z.infer<typeof StoredExportSchema> {
  /** Data bucket. */
  readonly key: string;
}

/**
 * Writes the rows of a version as they were known at a time to the data bucket, once a day: the key is a function of the
 * day, the version's content, the time and the format, so a repeated request finds the first one's file. The bucket
 * forgets exports after two days.
 *
 * @throws {InvalidInputError} `dataset.export_too_large`; {NotFoundError} `dataset.not_known_yet`.
 */
export async function exportRows(request: ExportRequest, { data, scratch }: RowServices): Promise<ExportedRows> {
  const { version, format } = request;
  requireExportable(request);
  const key = exportKey(request);
  const descriptionKey = `${key}.json`;
  const found = await findJson(data, descriptionKey, StoredExportSchema);
  if (found !== undefined) return { key, ...found };
  const { files, schema } = await localDatasetFiles({
    store: data,
    name: version.name,
    manifestKey: version.manifestKey,
    directory: join(scratch.directory, 'dataset-parts'),
  });
  return withWorkbench(scratch, async ({ db, directory }) => {
    const path = join(directory, `rows.${format}`);
    const rows = await exportAsOf(db, { name: version.name, files, schema, asOf: request.asOf, format, path });
    const stored = await data.uploadOnce(key, path);
    return { key, ...(await data.writeJsonOnce(descriptionKey, { rows, ...stored }, StoredExportSchema)) };
  });
}

function requireExportable({ version: { name, version, rows }, columns, format }: ExportRequest): void {
  const values = rows * columns;
  const limit = LIMIT_VALUES[format];
  if (values <= limit) return;
  const shown = (count: number) => count.toLocaleString('en');
  const instead =
    values <= LIMIT_VALUES.parquet
      ? `ask for parquet, which takes ${shown(LIMIT_VALUES.parquet)}`
      : 'read it in pages (limit and nextToken, without a format)';
  throw new InvalidInputError(
    'dataset.export_too_large',
    `${name}@${version} has ${shown(rows)} rows × ${columns} columns = ${shown(values)} values; one export as ${format} takes ${shown(limit)}; ${instead}`,
    { details: { rows, columns, limit } },
  );
}

/** Nothing is known after the high-water mark, so that all later times share one export. */
function exportKey({ version, asOf, format, now }: ExportRequest): string {
  const knownBy = asOf < version.maxKnowledgeTime ? asOf : version.maxKnowledgeTime;
  const time = knownBy.replaceAll(/[-:.]/g, '');
  return `exports/${now.slice(0, 10)}/${version.contentDigest}/${version.name}-${version.version}-${time}.${format}`;
}
