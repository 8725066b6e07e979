import { AsOfTextSchema, FreshnessQuerySchema } from '@optaic/mlops/api';
import { DatasetNameSchema, InstanceIdSchema, RunIdSchema, UrnSchema } from '@optaic/mlops/base';
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

/** Makes a commander parser of a schema: the schema is the one home of the rule. */
function parserOf<Schema extends z.ZodType>(schema: Schema, expected: string): (text: string) => z.output<Schema> {
  return (text) => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`"${text}" is not ${expected}.`);
  };
}

export const asDatasetName = parserOf(DatasetNameSchema, 'a dataset name (a letter, then letters, digits, _ or -)');
export const asInstanceId = parserOf(InstanceIdSchema, 'an instance id (a letter, then letters, digits, _ or -)');
export const asRunId = parserOf(RunIdSchema, 'a run id (26 characters)');
export const asUrn = parserOf(UrnSchema, 'a URN such as dataset:NAME@1, model:INSTANCE@1 or run:ID');
export const asAsOf = parserOf(AsOfTextSchema, 'a date (2019-12-31) or a UTC instant with milliseconds');
export const asVersion = parserOf(z.coerce.number().int().min(1), 'a version (a whole number from 1)');
export const asColumn = parserOf(z.coerce.number().int().min(0), 'a column (a whole number from 0)');
export const asPositiveInteger = parserOf(z.coerce.number().int().min(1), 'a whole number from 1');
export const asDepth = parserOf(FreshnessQuerySchema.shape.depth, 'a number of steps from 0 to 10');
export const asSeed = parserOf(z.coerce.number().int().min(0).max(2_147_483_647), 'a whole number from 0');
