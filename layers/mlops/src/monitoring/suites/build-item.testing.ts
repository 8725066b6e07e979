import type { NamedTest, TestPreset } from './index.ts';
import * as suites from './index.ts';

type Item = NamedTest | TestPreset;
type Options = Readonly<Record<string, unknown>>;

/** Our test or preset of the name that Evidently gives it, with its arguments in our spelling. */
export function buildItem([name, { column_name, quantile, n_sigmas, is_critical, missing_values, ...rest }]: readonly [
  string,
  Options,
]): Item {
  const options = {
    ...withTolerances(rest),
    ...(is_critical !== undefined && { isCritical: is_critical }),
    ...(missing_values !== undefined && { missingValues: missing_values }),
  };
  if (name === 'DataQualityTestPreset') return suites.dataQualityTests();
  if (name === 'DataStabilityTestPreset') return suites.dataStabilityTests();
  const build: unknown = Object.entries(suites).find(([key]) => key === `t${name.slice(1)}`)?.[1];
  if (typeof build !== 'function') throw new Error(`no test ${name}`);
  if (n_sigmas !== undefined) return build(column_name, n_sigmas);
  if (quantile !== undefined) return build(column_name, quantile, options);
  if (column_name === undefined) return build(options);
  // The two tests of distinct values have no bounds, only whether they are critical.
  return Object.keys(options).length === 0 ? build(column_name) : build(column_name, options);
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
