import type { CalendarDate, Instant } from '@optaic/mlops/base';

/** Which version of a dataset to read as of when; what was not asked for is absent. */
export function readQuery({
  asOf,
  datasetVersion,
}: {
  readonly asOf?: CalendarDate | Instant;
  readonly datasetVersion?: number;
}): { asOf?: CalendarDate | Instant; version?: number } {
  return {
    ...(asOf === undefined ? {} : { asOf }),
    ...(datasetVersion === undefined ? {} : { version: datasetVersion }),
  };
}
