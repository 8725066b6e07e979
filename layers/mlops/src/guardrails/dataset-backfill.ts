import { RewritesSchema } from '@optaic/mlops/activity';
import { DatasetNameSchema, InstantSchema } from '@optaic/mlops/base';
import type { BackfillMeasure } from '@optaic/mlops/data';
import { z } from 'zod';
import { EXAMPLE_LIMIT, type Finding } from './report.ts';
import { rowExamples } from './row-examples.ts';

/** Versions of an input, newer than the one used last, that rewrote what was known before them. */
export const RewrittenInputSchema = z.strictObject({
  dataset: DatasetNameSchema,
  /** The version that the run reads. */
  version: z.int().min(1),
  /** The version that the last training read. */
  usedVersion: z.int().min(1),
  /** Ascending; at least one. */
  rewrites: z
    .array(
      z.strictObject({
        version: z.int().min(1),
        mode: z.enum(['backfill', 'replace']),
        /** What it did to rows that were known; absent for versions committed before that was counted. */
        rows: RewritesSchema.optional(),
        committedAt: InstantSchema,
      }),
    )
    .min(1),
});
export type RewrittenInput = z.infer<typeof RewrittenInputSchema>;

export interface BackfillEvidence {
  /** Of a write: its rows known before the high-water mark, by `measureBackfill`. */
  readonly write?: BackfillMeasure | undefined;
  /** Of a run. */
  readonly inputs?: readonly RewrittenInput[] | undefined;
}

/**
 * `dataset.backfill`: no write and no input rewrites history. It warns in every space, since a write without leave to
 * backfill is refused before it comes here: what is left was meant, and has to be seen.
 */
export function validateBackfill({ write, inputs = [] }: BackfillEvidence): Finding[] {
  return [...(write === undefined ? [] : writeFinding(write)), ...inputs.map(inputFinding)];
}

function writeFinding({ highWaterMark, rows }: BackfillMeasure): Finding[] {
  if (rows.count === 0) return [];
  return [
    {
      contract: 'dataset.backfill',
      message: `${rows.count} rows were known before the high-water mark ${highWaterMark}: history is rewritten, and what was read before can differ`,
      rows: rows.count,
      value: rows.count,
      limit: 0,
      examples: rowExamples(rows.rows),
      severity: 'warning',
    },
  ];
}

function inputFinding({ dataset, version, usedVersion, rewrites }: RewrittenInput): Finding {
  return {
    contract: 'dataset.backfill',
    message: `${rewrites.length} versions of "${dataset}" rewrote history between version ${usedVersion}, which the last training read, and version ${version}`,
    rows: rewrites.reduce(
      (sum, { rows }) => sum + (rows === undefined ? 0 : rows.added + rows.revised + rows.dropped),
      0,
    ),
    value: rewrites.length,
    limit: 0,
    examples: rewrites.slice(0, EXAMPLE_LIMIT).map((rewrite) => rewriteName(dataset, rewrite)),
    severity: 'warning',
  };
}

/** `prices@3: backfill at 2020-01-02T…, 12 rows added, 3 revised, 0 dropped`. */
function rewriteName(
  dataset: string,
  { version, mode, rows, committedAt }: RewrittenInput['rewrites'][number],
): string {
  const counts =
    rows === undefined ? '' : `, ${rows.added} rows added, ${rows.revised} revised, ${rows.dropped} dropped`;
  return `${dataset}@${version}: ${mode} at ${committedAt}${counts}`;
}
