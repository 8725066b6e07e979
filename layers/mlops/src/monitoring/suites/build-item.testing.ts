import type { DataDriftOptions } from '../presets/data-drift-preset.ts';
import { DriftOverridesSchema } from '../statistics/drift-overrides.ts';
import type { NamedTest, TestPreset } from './index.ts';
import * as suites from './index.ts';

type Item = NamedTest | TestPreset;
type Options = Readonly<Record<string, unknown>>;

/** Our test or preset of the name that Evidently gives it, with its arguments in our spelling. */
export function buildItem([name, given]: readonly [string, Options]): Item {
  const { column_name, quantile, n_sigmas, is_critical, missing_values, drift_share, ...rest } = given;
  const drift = driftOptions(rest);
  if (name === 'DataQualityTestPreset') return suites.dataQualityTests();
  if (name === 'DataStabilityTestPreset') return suites.dataStabilityTests();
  const share = typeof drift_share === 'number' ? { driftShare: drift_share } : {};
  if (name === 'DataDriftTestPreset') return suites.dataDriftTests({ ...drift, ...share });
  if (name === 'NoTargetPerformanceTestPreset') return suites.noTargetPerformanceTests({ ...drift, ...share });
  const build: unknown = Object.entries(suites).find(([key]) => key === `t${name.slice(1)}`)?.[1];
  if (typeof build !== 'function') throw new Error(`no test ${name}`);
  if (name === 'TestColumnDrift') return build(column_name, requestOf(rest), is_critical);
  const isDrift = name.endsWith('DriftedColumns');
  const options = {
    ...withTolerances(isDrift ? boundsOf(rest) : rest),
    ...(isDrift && drift),
    ...(is_critical !== undefined && { isCritical: is_critical }),
    ...(missing_values !== undefined && { missingValues: missing_values }),
  };
  if (n_sigmas !== undefined) return build(column_name, n_sigmas);
  if (quantile !== undefined) return build(column_name, quantile, options);
  if (column_name === undefined) return build(options);
  // The two tests of distinct values have no bounds, only whether they are critical.
  return Object.keys(options).length === 0 ? build(column_name) : build(column_name, options);
}

/** The overrides of drift in our spelling. */
export function driftOptions(given: Options): DataDriftOptions {
  const named = {
    statistic: given.stattest,
    numStatistic: given.num_stattest,
    catStatistic: given.cat_stattest,
    columnStatistics: given.per_column_stattest,
    threshold: given.stattest_threshold,
    numThreshold: given.num_stattest_threshold,
    catThreshold: given.cat_stattest_threshold,
    columnThresholds: given.per_column_stattest_threshold,
  };
  const { columns } = given;
  return {
    overrides: DriftOverridesSchema.parse(named),
    columns: Array.isArray(columns) ? columns.map(String) : undefined,
  };
}

function requestOf({ stattest, stattest_threshold }: Options) {
  return { statistic: stattest, threshold: stattest_threshold };
}

function boundsOf(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).filter(([key]) => /^(eq|gte?|lte?|not_eq|is_in|not_in)$/.test(key)),
  );
}

function withTolerances(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null && 'value' in value
        ? { relative: 1e-6, absolute: 1e-12, ...value }
        : value,
    ]),
  );
}
