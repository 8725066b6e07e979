import { formatGeneral } from '../presets/python-number.ts';
import { failedToRun, isUnavailable, type NamedTest } from './named-test.ts';
import { columnsOfType } from './range-tests.ts';
import type { TestPreset } from './run-suite.ts';

/**
 * The mean lies strictly within some standard deviations of the reference's. All three are rounded to two decimals first,
 * so that columns of tiny numbers and constant ones fail.
 *
 * @param sigmas - How many standard deviations of the reference.
 */
export function testMeanInNSigmas(columnName: string, sigmas = 2, isCritical = true): NamedTest {
  return {
    name: 'Mean Value Stability',
    group: 'data_quality',
    isCritical,
    columnName,
    check: ({ columnSummary }) => {
      const summary = columnSummary(columnName);
      if (isUnavailable(summary)) return failedToRun(summary);
      const { current_characteristics: current, reference_characteristics: reference } = summary;
      if (reference === null) return { status: 'ERROR', description: 'Reference should be present', parameters: null };
      if (!('mean' in current) || !('mean' in reference)) {
        return failedToRun({ unavailable: `${columnName} should be numerical or bool` });
      }
      const mean = current.mean ?? Number.NaN;
      const centre = reference.mean ?? Number.NaN;
      const deviation = reference.std ?? Number.NaN;
      const [left, right] = [centre - deviation * sigmas, centre + deviation * sigmas];
      return {
        status: left < mean && mean < right ? 'SUCCESS' : 'FAIL',
        description:
          `The mean value of the column **${columnName}** is ${formatGeneral(mean)}. ` +
          `The expected range is from ${formatGeneral(left)} to ${formatGeneral(right)}`,
        parameters: {
          column_name: columnName,
          current_mean: mean,
          n_sigmas: sigmas,
          reference_mean: centre,
          reference_std: deviation,
        },
      };
    },
  };
}

/** `testMeanInNSigmas` of every numeric feature, or of the numeric ones of those named. */
export function numColumnsMeanInNSigmas(columns?: readonly string[]): TestPreset {
  return (facts) => columnsOfType(facts, 'num', columns).map((name) => testMeanInNSigmas(name));
}
