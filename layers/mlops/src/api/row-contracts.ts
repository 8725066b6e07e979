import { CalendarDateSchema, DatasetNameSchema, InstantSchema, Sha256Schema } from '@optaic/mlops/base';
import { z } from 'zod';

/** `2019-12-31` (the end of that day, UTC) or an instant with milliseconds. */
export const AsOfTextSchema = z.union([CalendarDateSchema, InstantSchema]);

export const RowFormatSchema = z.enum(['parquet', 'csv', 'ndjson']);

export const RowsQuerySchema = z.strictObject({
  asOf: AsOfTextSchema.optional(),
  version: z.coerce.number().int().min(1).optional(),
  /** Given: all rows as a file to download, and no page. */
  format: RowFormatSchema.optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
  nextToken: z.string().max(2_048).optional(),
});

const RowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

const ROWS_READ = {
  dataset: DatasetNameSchema,
  version: z.int(),
  asOf: InstantSchema,
  /** True after the version's `validUntil`: these are not today's numbers. */
  stale: z.boolean(),
};

export const RowsPageSchema = z.strictObject({
  ...ROWS_READ,
  items: z.array(RowSchema),
  nextToken: z.string().optional(),
});
export type RowsPage = z.infer<typeof RowsPageSchema>;

/** GET the file from `url` before `expiresAt`; its bytes have this sha256. */
export const RowsExportSchema = z.strictObject({
  ...ROWS_READ,
  format: RowFormatSchema,
  url: z.string(),
  expiresAt: InstantSchema,
  rows: z.int().min(1),
  bytes: z.int().min(1),
  sha256: Sha256Schema,
});
export type RowsExport = z.infer<typeof RowsExportSchema>;

/** A page of rows, or with a `format` the file that has them all. */
export const RowsSchema = z.union([RowsPageSchema, RowsExportSchema]);

export const DiffQuerySchema = z.strictObject({
  /** The version to compare with. @default the one before */
  from: z.coerce.number().int().min(1).optional(),
});

const RowChangesSchema = z.strictObject({
  count: z.int().min(0),
  /** The first ten by key. */
  rows: z.array(z.strictObject({ before: RowSchema.nullable(), after: RowSchema.nullable() })).readonly(),
});

/** What a version of a dataset has that an earlier one has not. A row's key is (entity, event_time, knowledge_time). */
export const DatasetDiffSchema = z.strictObject({
  dataset: DatasetNameSchema,
  from: z.int().min(1),
  to: z.int().min(1),
  /** About events that were unknown. */
  added: RowChangesSchema,
  /** New knowledge about known events; `before` is what a reader would have been given until then. */
  revised: RowChangesSchema,
  /** The same key with other values: history rewritten in place. */
  changed: RowChangesSchema,
  dropped: RowChangesSchema,
  unchanged: z.int().min(0),
});
export type DatasetDiff = z.infer<typeof DatasetDiffSchema>;
