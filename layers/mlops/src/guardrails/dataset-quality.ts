import type { ColumnQuality, OffendingRows, QualityContracts, QualityMeasure } from '@optaic/mlops/data';
import { DatasetContractsSchema } from '@optaic/mlops/registry/dataset-schema';
import type { z } from 'zod';
import type { Finding } from './report.ts';
import { rowExamples } from './row-examples.ts';

export const DataQualityConfigSchema = DatasetContractsSchema.pick({ missing: true, ranges: true, constant: true });
export type DataQualityConfig = z.infer<typeof DataQualityConfigSchema>;

/**
 * `dataset.quality`: values are finite, inside their ranges, not missing too often and not always the same, and no key
 * comes twice. Infinite values and repeated keys are always looked for, the others as far as the config says.
 *
 * @param measure - Of `measureQuality`, with the same ranges.
 */
export function validateDataQuality(
  { rows, columns, duplicates }: QualityMeasure,
  config: DataQualityConfig & QualityContracts = {},
): Finding[] {
  return [
    ...columns.flatMap((column) => [
      ...missing(column, rows, config),
      ...infinite(column),
      ...outside(column, config),
      ...constant(column, config),
    ]),
    ...found(duplicates, `${duplicates.count} of ${rows} rows repeat the key of an earlier one`, duplicates.count, 0),
  ];
}

function missing({ name, missing }: ColumnQuality, rows: number, config: DataQualityConfig): Finding[] {
  const limit = config.missing?.maximumShare;
  const share = rows === 0 ? 0 : missing.count / rows;
  if (limit === undefined || share <= limit) return [];
  return found(
    missing,
    `${missing.count} of ${rows} values of "${name}" are missing, more than ${limit}`,
    share,
    limit,
  );
}

function infinite({ name, infinite }: ColumnQuality): Finding[] {
  return found(infinite, `${infinite.count} values of "${name}" are infinite`, infinite.count, 0);
}

function outside({ name, outside, least, greatest }: ColumnQuality, config: DataQualityConfig): Finding[] {
  const { minimum, maximum } = config.ranges?.[name] ?? {};
  const range = `[${minimum ?? '-infinity'}, ${maximum ?? 'infinity'}]`;
  const isBelow = minimum !== undefined && least !== undefined && least < minimum;
  const worst = (isBelow ? least : greatest) ?? null;
  return found(
    outside,
    `${outside.count} values of "${name}" are outside ${range}; they go from ${least} to ${greatest}`,
    worst,
    range,
  );
}

function constant({ name, values, isConstant, least }: ColumnQuality, config: DataQualityConfig): Finding[] {
  const limit = config.constant?.minimumRows;
  if (limit === undefined || !isConstant || values < limit) return [];
  const value = least === undefined ? '' : ` ${least}`;
  return [
    {
      contract: 'dataset.quality',
      message: `all ${values} values of "${name}" are the same${value}: the column says nothing`,
      rows: values,
      value: values,
      limit,
      examples: [],
    },
  ];
}

function found(
  { count, rows }: OffendingRows,
  message: string,
  value: Finding['value'],
  limit: Finding['limit'],
): Finding[] {
  if (count === 0) return [];
  return [{ contract: 'dataset.quality', message, rows: count, value, limit, examples: rowExamples(rows) }];
}
