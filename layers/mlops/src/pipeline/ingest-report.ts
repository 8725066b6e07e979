import { InstantSchema } from '@optaic/mlops/base';
import { WriteModeSchema } from '@optaic/mlops/data';
import { z } from 'zod';

const RowFactsSchema = z.strictObject({
  rows: z.int().min(1),
  rowsBeforeHighWater: z.int().min(0),
  minEventTime: InstantSchema,
  maxEventTime: InstantSchema,
  minKnowledgeTime: InstantSchema,
  maxKnowledgeTime: InstantSchema,
});

const DatasetIssueSchema = z.strictObject({
  code: z.templateLiteral([z.string(), '.', z.string()]),
  count: z.int().min(0),
  message: z.string(),
  rows: z.array(
    z.strictObject({
      file: z.int().min(1),
      row: z.int().min(1),
      values: z.record(z.string(), z.string().nullable()),
    }),
  ),
});

/** Artifacts bucket, `runs/<runId>/validate/report.json`: what was found in the uploaded rows. */
export const IngestReportSchema = z.discriminatedUnion('accepted', [
  z.strictObject({ accepted: z.literal(true), mode: WriteModeSchema, facts: RowFactsSchema }),
  z.strictObject({ accepted: z.literal(false), issues: z.array(DatasetIssueSchema).min(1) }),
]);
export type IngestReport = z.infer<typeof IngestReportSchema>;
