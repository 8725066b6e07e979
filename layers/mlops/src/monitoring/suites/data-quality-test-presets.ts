import { allColumnsMostCommonValueShare } from './column-value-tests.ts';
import {
  testColumnsType,
  testNumberOfColumns,
  testNumberOfConstantColumns,
  testNumberOfDuplicatedColumns,
  testNumberOfDuplicatedRows,
  testNumberOfRows,
} from './data-set-tests.ts';
import { numColumnsMeanInNSigmas } from './mean-stability-test.ts';
import { allColumnsShareOfMissingValues } from './missing-value-tests.ts';
import { catColumnsOutOfListValues, numColumnsOutOfRangeValues } from './range-tests.ts';
import type { TestPreset } from './run-suite.ts';

/** What is missing, constant or repeated. @param columns - Restricts the tests of columns. */
export function dataQualityTests(columns?: readonly string[]): TestPreset {
  return (facts) => [
    ...allColumnsShareOfMissingValues(columns)(facts),
    ...allColumnsMostCommonValueShare(columns)(facts),
    testNumberOfConstantColumns(),
    testNumberOfDuplicatedColumns(),
    testNumberOfDuplicatedRows(),
  ];
}

/** Whether the data is as it was. @param columns - Restricts the tests of columns. */
export function dataStabilityTests(columns?: readonly string[]): TestPreset {
  return (facts) => [
    testNumberOfRows(),
    testNumberOfColumns(),
    testColumnsType(),
    ...allColumnsShareOfMissingValues(columns)(facts),
    ...numColumnsOutOfRangeValues(columns)(facts),
    ...catColumnsOutOfListValues(columns)(facts),
    ...numColumnsMeanInNSigmas(columns)(facts),
  ];
}
