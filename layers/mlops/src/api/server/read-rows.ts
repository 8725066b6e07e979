import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Instant, InvalidInputError } from '@optaic/mlops/base';
import { exportAsOf } from '@optaic/mlops/data';
import { localDatasetFiles } from '@optaic/mlops/pipeline/dataset-files';
import type { ObjectStore } from '@optaic/mlops/pipeline/object-store';
import { type Scratch, withWorkbench } from '@optaic/mlops/pipeline/workbench';
import type { DatasetVersionRecord } from '@optaic/mlops/registry';
import { z } from 'zod';

const RowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
type Row = z.infer<typeof RowSchema>;

export interface RowsRequest {
  readonly version: DatasetVersionRecord;
  readonly asOf: Instant;
  readonly limit: number;
  readonly nextToken: string | undefined;
}

export interface RowsPage {
  readonly items: Row[];
  readonly nextToken?: string;
}

export interface RowServices {
  /** The data bucket. */
  readonly data: ObjectStore;
  readonly scratch: Scratch;
}

function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const offset = z.coerce.number().int().min(0).safeParse(Buffer.from(token, 'base64url').toString('utf8'));
  if (offset.success) return offset.data;
  throw new InvalidInputError('page.token_invalid', 'nextToken is not one that this list has given');
}

/** Reads rows of a version as they were known at a time, in key order, a page at a time. */
export async function readRows(
  { version, asOf, limit, nextToken }: RowsRequest,
  { data, scratch }: RowServices,
): Promise<RowsPage> {
  const offset = offsetOf(nextToken);
  const directory = join(scratch.directory, 'dataset-parts');
  const files = await localDatasetFiles({
    store: data,
    name: version.name,
    manifestKey: version.manifestKey,
    directory,
  });
  const text = await withWorkbench(scratch, async (bench) => {
    const path = join(bench.directory, 'rows.ndjson');
    // One row more than asked tells whether there is a next page.
    await exportAsOf(bench.db, { ...files, asOf, format: 'ndjson', path, limit: limit + 1, offset });
    return readFile(path, 'utf8');
  });
  const rows = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => RowSchema.parse(JSON.parse(line)));
  if (rows.length <= limit) return { items: rows };
  return { items: rows.slice(0, limit), nextToken: Buffer.from(String(offset + limit)).toString('base64url') };
}
