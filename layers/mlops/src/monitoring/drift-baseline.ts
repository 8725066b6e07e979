import { InstantSchema, IntegrityError } from '@optaic/mlops/base';
import { z } from 'zod';

export const FeatureBaselineSchema = z.strictObject({
  name: z.string().min(1),
  /** A window's score above it is drift; in standard deviations of the reference. */
  limit: z.number().positive(),
  /** Divides the distance: the reference's population standard deviation, at least 0.001. */
  norm: z.number().positive(),
  mean: z.number(),
  /** Of the training rows, in [0, 1]. */
  missingShare: z.number().min(0).max(1),
  /** Ascending order statistics of the training rows: base64 of little-endian float32. */
  reference: z.base64(),
});
export type FeatureBaseline = z.infer<typeof FeatureBaselineSchema>;

/** What a model version is monitored against: limits calibrated inside its own training data. */
export const DriftBaselineSchema = z.strictObject({
  statistic: z.literal('wasserstein_normed'),
  windowDays: z.int().min(1),
  limitQuantile: z.number().gt(0).lt(1),
  driftShare: z.number().gt(0).max(1),
  /** Windows that the limits are quantiles of. */
  windows: z.int().min(1),
  rows: z.int().min(1),
  firstDecision: InstantSchema,
  lastDecision: InstantSchema,
  features: z.array(FeatureBaselineSchema).min(1),
});
export type DriftBaseline = z.infer<typeof DriftBaselineSchema>;

/** Ascending float32 values as base64, little-endian. */
export function encodeReference(sorted: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(sorted.length * Float32Array.BYTES_PER_ELEMENT));
  sorted.forEach((value, i) => {
    bytes.setFloat32(i * Float32Array.BYTES_PER_ELEMENT, value, true);
  });
  return Buffer.from(bytes.buffer).toString('base64');
}

/**
 * Reads what `encodeReference` wrote.
 *
 * @throws {IntegrityError} `monitoring.baseline_corrupt` unless it holds whole, finite, ascending values.
 */
export function decodeReference({ name, reference }: FeatureBaseline): Float32Array {
  const bytes = Buffer.from(reference, 'base64');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(Math.floor(bytes.length / Float32Array.BYTES_PER_ELEMENT));
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(i * Float32Array.BYTES_PER_ELEMENT, true);
  const ordered = values.every((value, i) => Number.isFinite(value) && (i === 0 || value >= values[i - 1]));
  if (values.length === 0 || values.byteLength !== bytes.length || !ordered) {
    throw new IntegrityError(
      'monitoring.baseline_corrupt',
      `the baseline's reference of feature ${name} is not a list of ascending float32 values; calibrate it again`,
    );
  }
  return values;
}
