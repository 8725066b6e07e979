import { z } from 'zod';
import { InvalidInputError } from './errors.ts';

const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/;
const SEMANTIC_VERSION_PATTERN = /^\d{1,5}\.\d{1,5}\.\d{1,5}$/;

/** A dataset's name: a letter, then letters, digits, `_` or `-`; at most 63 characters, so that it is safe in keys and URNs. */
export const DatasetNameSchema = z.string().regex(NAME_PATTERN).brand<'DatasetName'>();
export type DatasetName = z.infer<typeof DatasetNameSchema>;

/** An instance's id is its name: the same pattern as a dataset's. */
export const InstanceIdSchema = z.string().regex(NAME_PATTERN).brand<'InstanceId'>();
export type InstanceId = z.infer<typeof InstanceIdSchema>;

export const DefinitionNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,62}$/)
  .brand<'DefinitionName'>();
export type DefinitionName = z.infer<typeof DefinitionNameSchema>;

export const SemanticVersionSchema = z.string().regex(SEMANTIC_VERSION_PATTERN).brand<'SemanticVersion'>();
export type SemanticVersion = z.infer<typeof SemanticVersionSchema>;

/** A run's id: 26 characters of Crockford base 32, as a ULID; a scheduled run's is a hash of what it is for. */
export const RunIdSchema = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  .brand<'RunId'>();
export type RunId = z.infer<typeof RunIdSchema>;

/** Lower-case hexadecimal SHA-256. */
export const Sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Sha256'>();
export type Sha256 = z.infer<typeof Sha256Schema>;

/** An instant, UTC, RFC 3339 with milliseconds and `Z`: text order is time order. */
export const InstantSchema = z.iso.datetime({ precision: 3 }).brand<'Instant'>();
export type Instant = z.infer<typeof InstantSchema>;

/** A calendar date, `YYYY-MM-DD`. */
export const CalendarDateSchema = z.iso.date().brand<'CalendarDate'>();
export type CalendarDate = z.infer<typeof CalendarDateSchema>;

/** `dataset:NAME@VERSION`, `dataset:NAME`, `definition:NAME@VERSION`, `model:INSTANCE@N`, `instance:ID`, `run:ID`, `report:ID`, `alert:ID`, `trial:ID`. */
export const UrnSchema = z
  .string()
  .regex(/^(dataset|definition|model|instance|run|report|alert|trial|artifact):[A-Za-z0-9_.-]{1,128}(@[0-9.]{1,24})?$/)
  .brand<'Urn'>();
export type Urn = z.infer<typeof UrnSchema>;

export const urn = {
  dataset: (name: DatasetName, version?: number): Urn =>
    UrnSchema.parse(version === undefined ? `dataset:${name}` : `dataset:${name}@${version}`),
  definition: (name: DefinitionName, version: SemanticVersion): Urn => UrnSchema.parse(`definition:${name}@${version}`),
  model: (instance: InstanceId, version: number): Urn => UrnSchema.parse(`model:${instance}@${version}`),
  instance: (id: InstanceId): Urn => UrnSchema.parse(`instance:${id}`),
  run: (id: RunId): Urn => UrnSchema.parse(`run:${id}`),
  report: (id: string): Urn => UrnSchema.parse(`report:${id}`),
  alert: (id: string): Urn => UrnSchema.parse(`alert:${id}`),
  trial: (id: string): Urn => UrnSchema.parse(`trial:${id}`),
  artifact: (sha256: Sha256): Urn => UrnSchema.parse(`artifact:${sha256}`),
};

/**
 * The dataset version that a URN names.
 *
 * @throws {InvalidInputError} `urn.not_a_dataset_version` when it is no `dataset:NAME@VERSION`.
 */
export function parseDatasetUrn(text: string): { name: DatasetName; version: number } {
  const match = /^dataset:([^@]+)@([1-9]\d*)$/.exec(text);
  const name = DatasetNameSchema.safeParse(match?.[1]);
  if (!name.success) {
    throw new InvalidInputError('urn.not_a_dataset_version', `"${text}" is not dataset:NAME@VERSION`);
  }
  return { name: name.data, version: Number(match?.[2]) };
}
