import { z } from 'zod';
import { testNumberOfConstantColumns, testNumberOfDuplicatedRows, testNumberOfRows } from './data-set-tests.ts';
import {
  allColumnsShareOfMissingValues,
  testNumberOfColumnsWithMissingValues,
  testShareOfRowsWithMissingValues,
} from './missing-value-tests.ts';
import type { TestPreset } from './run-suite.ts';

const ShareSchema = z.number().min(0).max(1);

/** What data may lack before a model is trained on it or predicts from it; an instance may set each limit otherwise. */
export const DataGateSchema = z.strictObject({
  minimumRows: z.int().min(0).default(1_000),
  maximumColumnsWithMissingValues: z.int().min(0).default(5),
  maximumShareOfRowsWithMissingValues: ShareSchema.default(0.1),
  maximumConstantColumns: z.int().min(0).default(0),
  maximumShareOfDuplicateRows: ShareSchema.default(0.01),
  /** Of each column, before inference. */
  maximumShareOfMissingValuesInColumn: ShareSchema.default(0.05),
});
export type DataGate = z.infer<typeof DataGateSchema>;
export type DataGateRaw = z.input<typeof DataGateSchema>;

/** Before training: enough rows, few of them incomplete or repeated, and no column without information. */
export function trainingGateTests(limits: DataGateRaw = {}): TestPreset {
  const gate = DataGateSchema.parse(limits);
  return ({ summary }) => [
    testNumberOfRows({ gte: gate.minimumRows }),
    testNumberOfColumnsWithMissingValues({ lte: gate.maximumColumnsWithMissingValues }),
    testShareOfRowsWithMissingValues({ lte: gate.maximumShareOfRowsWithMissingValues }),
    testNumberOfConstantColumns({ lte: gate.maximumConstantColumns }),
    testNumberOfDuplicatedRows({ lte: gate.maximumShareOfDuplicateRows * summary().current.number_of_rows }),
  ];
}

/**
 * Before inference: no column with too many missing values.
 *
 * @param columns - The columns that the model reads. @default all
 */
export function inferenceGateTests(limits: DataGateRaw = {}, columns?: readonly string[]): TestPreset {
  const { maximumShareOfMissingValuesInColumn } = DataGateSchema.parse(limits);
  return allColumnsShareOfMissingValues(columns, { lte: maximumShareOfMissingValuesInColumn });
}
