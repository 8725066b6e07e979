import { join } from 'node:path';
import { type CalendarDate, type Instant, InvalidInputError } from '@optaic/mlops/base';
import { tradingDays } from '@optaic/mlops/data';
import { localDatasetFiles } from '@optaic/mlops/pipeline/dataset-files';
import { withWorkbench } from '@optaic/mlops/pipeline/workbench';
import type { DatasetVersionRecord } from '@optaic/mlops/registry';
import type { RowServices } from './read-rows.ts';

/** A century of trading days: far below the largest answer that a Lambda gives. */
const MOST_DAYS = 26_000;

/**
 * The days that a version has rows about, as known at a time.
 *
 * @throws {InvalidInputError} `calendar.too_many_days`.
 */
export async function tradingDaysOf(
  { name, manifestKey }: DatasetVersionRecord,
  { from, to, asOf }: { readonly from: CalendarDate; readonly to: CalendarDate; readonly asOf: Instant },
  { data, scratch }: RowServices,
): Promise<CalendarDate[]> {
  const directory = join(scratch.directory, 'dataset-parts');
  const files = await localDatasetFiles({ store: data, name, manifestKey, directory });
  const days = await withWorkbench(scratch, ({ db }) => tradingDays(db, { ...files, asOf }));
  const asked = days.filter((day) => day >= from && day <= to);
  if (asked.length <= MOST_DAYS) return asked;
  throw new InvalidInputError(
    'calendar.too_many_days',
    `"${name}" has ${asked.length} days from ${from} to ${to}, an answer holds ${MOST_DAYS}; ask for a shorter stretch`,
  );
}
