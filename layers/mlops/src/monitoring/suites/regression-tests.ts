import { formatPlain } from '../presets/python-number.ts';
import type { RegressionQualityResult } from '../presets/regression-preset.ts';
import { approximately, type Condition } from './condition.ts';
import { isUnavailable, type NamedTest, type TestOptions, valueTest } from './named-test.ts';
import type { TestPreset } from './run-suite.ts';

/** Mean error: by default within a tenth of the errors' standard deviation of nought. */
export function testValueMeanError(options?: TestOptions): NamedTest {
  const standard = ({ me_default_sigma }: RegressionQualityResult) => ({
    eq: approximately(0, { absolute: 0.1 * me_default_sigma }),
  });
  return regressionTest('Mean Error (ME)', 'ME', ({ current }) => current.mean_error, standard, options);
}

/** Mean absolute error: by default the reference's ± 10 %, without one below that of the median. */
export function testValueMAE(options?: TestOptions): NamedTest {
  const standard = aroundReference('mean_abs_error', ({ mean_abs_error_default }) => ({ lt: mean_abs_error_default }));
  const name = 'Mean Absolute Error (MAE)';
  return regressionTest(name, 'MAE', ({ current }) => current.mean_abs_error, standard, options, '');
}

/** Root mean square error: by default the reference's ± 10 %, without one below that of the mean. */
export function testValueRMSE(options?: TestOptions): NamedTest {
  const standard = aroundReference('rmse', ({ rmse_default }) => ({ lt: rmse_default }));
  return regressionTest('Root Mean Square Error (RMSE)', 'RMSE', ({ current }) => current.rmse, standard, options);
}

/** Mean absolute percentage error: by default the reference's ± 10 %, without one below that of the best constant. */
export function testValueMAPE(options?: TestOptions): NamedTest {
  const standard = aroundReference('mean_abs_perc_error', ({ mean_abs_perc_error_default }) => ({
    lt: mean_abs_perc_error_default,
  }));
  const name = 'Mean Absolute Percentage Error (MAPE)';
  return regressionTest(name, 'MAPE', ({ current }) => current.mean_abs_perc_error, standard, options);
}

/** Largest absolute error: by default at most the reference's + 10 %, without one at most that of the median. */
export function testValueAbsMaxError(options?: TestOptions): NamedTest {
  const standard = ({ reference, abs_error_max_default }: RegressionQualityResult): Condition => ({
    lte: reference === null ? abs_error_max_default : approximately(reference.abs_error_max, { relative: 0.1 }),
  });
  const value = ({ current }: RegressionQualityResult) => current.abs_error_max;
  return regressionTest('Max Absolute Error', 'Max Absolute Error', value, standard, options);
}

/** Coefficient of determination: by default the reference's ± 10 %, without one above nought. */
export function testValueR2Score(options?: TestOptions): NamedTest {
  const standard = aroundReference('r2_score', () => ({ gt: 0 }));
  return regressionTest('R2 Score', 'R2 score', ({ current }) => current.r2_score, standard, options);
}

/** The tests of RegressionTestPreset. */
export const regressionTests: TestPreset = () => [
  testValueMeanError(),
  testValueMAE(),
  testValueRMSE(),
  testValueMAPE(),
];

function regressionTest(
  name: string,
  subject: string,
  value: (quality: RegressionQualityResult) => number,
  standard: (quality: RegressionQualityResult) => Condition,
  options: TestOptions | undefined,
  end = '.',
): NamedTest {
  return valueTest(
    {
      name,
      group: 'regression',
      value: ({ regression }) => fromQuality(regression(), value),
      standard: ({ regression }) => fromQuality(regression(), standard),
      isReal: true,
      describe: (tested, condition) =>
        `The ${subject} is ${formatPlain(tested)}. The test threshold is ${condition}${end}`,
    },
    options,
  );
}

function fromQuality<T>(
  quality: ReturnType<Parameters<TestPreset>[0]['regression']>,
  pick: (quality: RegressionQualityResult) => T,
) {
  return isUnavailable(quality) ? quality : pick(quality);
}

function aroundReference(
  field: 'mean_abs_error' | 'rmse' | 'mean_abs_perc_error' | 'r2_score',
  alone: (quality: RegressionQualityResult) => Condition,
): (quality: RegressionQualityResult) => Condition {
  return (quality) =>
    quality.reference === null ? alone(quality) : { eq: approximately(quality.reference[field], { relative: 0.1 }) };
}
