import { RewritesSchema } from '@optaic/mlops/activity';
import { type Instant, InstantSchema, Sha256Schema, UrnSchema } from '@optaic/mlops/base';
import { DatasetSchemaSchema } from '@optaic/mlops/registry/records';
import { z } from 'zod';

/** One immutable Parquet file of a dataset version. */
export const DatasetPartSchema = z.strictObject({
  /** Data bucket: `datasets/<name>/<runId>/part-00000.parquet`. */
  key: z.string(),
  /** Of the file's bytes: it finds a damaged download, not a changed content (see contentDigest). */
  sha256: Sha256Schema,
  bytes: z.int().min(1),
  rows: z.int().min(1),
  minEventTime: InstantSchema,
  maxEventTime: InstantSchema,
  minKnowledgeTime: InstantSchema,
  maxKnowledgeTime: InstantSchema,
});
export type DatasetPart = z.infer<typeof DatasetPartSchema>;

/** The first and last event and knowledge times of rows. */
export type TimeBounds = Pick<DatasetPart, 'minEventTime' | 'maxEventTime' | 'minKnowledgeTime' | 'maxKnowledgeTime'>;

/** How a version comes about: `backfill` when rows known before the high-water mark rewrote history. */
export const WriteModeSchema = z.enum(['append', 'replace', 'backfill']);
export type WriteMode = z.infer<typeof WriteModeSchema>;

/** What a dataset version is: a JSON file beside its newest part. An appended version lists the earlier parts too. */
export const DatasetManifestSchema = z.strictObject({
  schema: DatasetSchemaSchema,
  mode: WriteModeSchema,
  /** What this version was made from, beside the version before it. */
  parents: z.array(UrnSchema),
  parts: z.array(DatasetPartSchema).min(1),
  rows: z.int().min(1),
  /** The latest knowledge time committed so far. */
  highWaterMark: InstantSchema,
  /** Of a backfill, and of a replacement of an earlier version; see measureRewrites. */
  rewrites: RewritesSchema.optional(),
  /** SHA-256 of the canonical rows of all parts. */
  contentDigest: Sha256Schema,
});
export type DatasetManifest = z.infer<typeof DatasetManifestSchema>;

/** The first and last event and knowledge times over parts; at least one part. */
export function partBounds(parts: readonly TimeBounds[]): TimeBounds {
  const times = (of: (part: TimeBounds) => Instant) => parts.map((part) => Date.parse(of(part)));
  return {
    minEventTime: instantAt(Math.min(...times((part) => part.minEventTime))),
    maxEventTime: instantAt(Math.max(...times((part) => part.maxEventTime))),
    minKnowledgeTime: instantAt(Math.min(...times((part) => part.minKnowledgeTime))),
    maxKnowledgeTime: instantAt(Math.max(...times((part) => part.maxKnowledgeTime))),
  };
}

/** An instant of milliseconds since the epoch. */
export function instantAt(milliseconds: number): Instant {
  return InstantSchema.parse(new Date(milliseconds).toISOString());
}
