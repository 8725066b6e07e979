import {
  DatasetNameSchema,
  InstantSchema,
  InvalidInputError,
  type RunId,
  Sha256Schema,
  UrnSchema,
} from '@optaic/mlops/base';
import type { RunRecord } from '@optaic/mlops/registry';
import { z } from 'zod';

/** A file that was uploaded and what it must be. */
export const IngestUploadSchema = z.strictObject({
  /** Data bucket: `uploads/<uploadId>/<file>`. */
  key: z.string().startsWith('uploads/').max(1_024),
  sha256: Sha256Schema,
  bytes: z.int().min(0),
  format: z.enum(['csv', 'parquet', 'ndjson']),
});
export type IngestUpload = z.infer<typeof IngestUploadSchema>;

/** What an ingest run is asked to do: RunRecord.request of kind `ingest`. */
export const IngestRequestSchema = z.strictObject({
  dataset: DatasetNameSchema,
  uploads: z.array(IngestUploadSchema).min(1).max(100),
  /** `append` adds to the version before, `backfill` may add rows known before its high-water mark, `replace` drops it. */
  mode: z.enum(['append', 'replace', 'backfill']),
  /** What the rows were made from; becomes lineage. */
  parents: z.array(UrnSchema).max(50).default([]),
  /** The write's own knowledge date: no row may be known later. */
  knowledgeAsOf: InstantSchema,
  /** Lets an append rewrite history, as mode `backfill` does. */
  allowBackfill: z.boolean().default(false),
});
export type IngestRequest = z.infer<typeof IngestRequestSchema>;

/**
 * The request of an ingest run.
 *
 * @throws {InvalidInputError} `run.request_malformed` when it is no ingest run or its request breaks the schema.
 */
export function ingestRequestOf(run: Pick<RunRecord, 'id' | 'kind' | 'request'>): IngestRequest {
  const parsed = IngestRequestSchema.safeParse(run.request);
  if (run.kind === 'ingest' && parsed.success) return parsed.data;
  const problem = parsed.success ? `it is a ${run.kind} run` : z.prettifyError(parsed.error);
  throw new InvalidInputError('run.request_malformed', `run ${run.id} is no ingest request: ${problem}`);
}

/** Data bucket: where the files of the version are that a run writes. */
export function versionPrefix(dataset: string, runId: RunId): string {
  return `datasets/${dataset}/${runId}`;
}
