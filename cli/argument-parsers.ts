import { AsOfTextSchema, FreshnessQuerySchema } from '@optaic/mlops/api';
import { CalendarDateSchema, DatasetNameSchema, InstanceIdSchema, RunIdSchema, UrnSchema } from '@optaic/mlops/base';
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
export const asCalendarDate = parserOf(CalendarDateSchema, 'a date, such as 2015-12-31');
export const asTradingDays = parserOf(
  z
    .string()
    .regex(/^[0-9]{1,3}d?$/)
    .transform((text) => Number.parseInt(text, 10))
    .pipe(z.int().min(1).max(250)),
  'a number of trading days from 1 to 250, such as 5d',
);
export const asBasisPoints = parserOf(z.coerce.number().min(0).max(1_000), 'a number of basis points from 0 to 1000');
