import { InvalidInputError } from '@optaic/mlops/base';
import { type ZodType, z } from 'zod';
import { decodeUtf8 } from './gbdt/decode-utf8.ts';
import { encodeUtf8 } from './gbdt/encode-utf8.ts';
import { parseJsonText } from './gbdt/parse-json-text.ts';

/** A model as a file: JSON in UTF-8. Numbers keep every bit, and equal models give equal bytes. */
export function encodeNativeForm(model: unknown): Uint8Array {
  return encodeUtf8(JSON.stringify(model));
}

/**
 * Reads such a file.
 *
 * @throws {InvalidInputError} `learner.model_malformed`, naming the place, when the bytes are no UTF-8, no JSON, or not
 *   what the schema wants.
 */
export function decodeNativeForm<Model>(schema: ZodType<Model>, bytes: Uint8Array): Model {
  return checkNativeForm(schema, parseJsonText(decodeUtf8(bytes)));
}

/** @throws {InvalidInputError} `learner.model_malformed`, naming the place. */
export function checkNativeForm<Model>(schema: ZodType<Model>, value: unknown): Model {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? 'the model' : issue.path.join('.');
  throw new InvalidInputError('learner.model_malformed', `the model is malformed at ${where}: ${issue?.message}`);
}

export const FeatureNamesSchema = z.array(z.string().max(512)).min(1).max(1_000_000);
/** Probabilities that are all possible, and sum to 1. */
export const PositiveProbabilitiesSchema = z
  .array(z.number().gt(0).max(1))
  .min(1)
  .max(64)
  .refine((shares) => Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9, { error: 'must sum to 1' });
