import { DatasetNameSchema, InstantSchema, RunIdSchema, Sha256Schema } from '@optaic/mlops/base';
import { z } from 'zod';

/** What the weakest dataset upstream says of its knowledge times: A observed, B derived, C assumed. */
export const CertificateGradeSchema = z.enum(['A', 'B', 'C']);
export type CertificateGrade = z.infer<typeof CertificateGradeSchema>;

const Count = z.int().min(0);

/** How one dataset's part in an audit was poisoned. */
export const PoisonedDatasetSchema = z.strictObject({
  name: DatasetNameSchema,
  version: z.int().min(1),
  /** Rows known at the as-of time; left as they are. */
  rowsKnown: Count,
  /** Rows known later, with their values replaced: by NaN, 1e30, −1e30, or those of another row. */
  notANumber: Count,
  positiveHuge: Count,
  negativeHuge: Count,
  shuffled: Count,
  /** Rows made up about days to come. */
  futureRows: Count,
  /** Made-up revisions of known rows, known only after the as-of time. */
  restatedRows: Count,
});
export type PoisonedDataset = z.infer<typeof PoisonedDatasetSchema>;

/** The evidence that a run used nothing it could not know: run again over poisoned data, its outputs were the same bits. */
export const PitCertificateSchema = z.strictObject({
  /** The run that was audited. */
  runId: RunIdSchema,
  /** Who audited: the run itself before it registered its version, or a run of mode pit-audit. */
  auditRunId: RunIdSchema,
  kind: z.enum(['training', 'inference']),
  asOf: InstantSchema,
  grade: CertificateGradeSchema,
  /** Of the poison. */
  seed: z.int().min(0),
  datasets: z.array(PoisonedDatasetSchema).min(1),
  digests: z
    .array(
      z.strictObject({
        output: z.enum(['frame', 'onnx', 'native', 'predictions', 'state']),
        original: Sha256Schema,
        poisoned: Sha256Schema,
      }),
    )
    .min(1),
  verdict: z.enum(['identical', 'different']),
  auditedAt: InstantSchema,
});
export type PitCertificate = z.infer<typeof PitCertificateSchema>;
