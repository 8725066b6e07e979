import { InvalidInputError } from '@optaic/mlops/base';
import type { ColumnarTable } from '@optaic/mlops/data';
import type { Predictions } from '@optaic/mlops/guardrails';
import type { DatasetSchema } from '@optaic/mlops/registry';
import type { InferencePlan } from './inference-plan.ts';
import { weakestGrade } from './planned-dataset.ts';

/** What every prediction has; a column beside these is named by its definition. */
const PREDICTION_COLUMNS: DatasetSchema['columns'] = [
  { name: 'entity', role: 'entity', type: 'string', nullable: false },
  { name: 'event_time', role: 'event_time', type: 'timestamp', nullable: false },
  { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp', nullable: false },
  { name: 'score', role: 'value', type: 'double', nullable: false },
  { name: 'signal', role: 'value', type: 'double', nullable: false },
];

/** Of an output dataset, with the columns that a definition publishes. Predictions carry the weakest grade upstream. */
export function predictionSchema(
  { datasets }: Pick<InferencePlan, 'datasets'>,
  { columns = {} }: Predictions,
): DatasetSchema {
  return {
    columns: [
      ...PREDICTION_COLUMNS,
      ...Object.keys(columns).map((name) => ({
        name,
        role: 'value' as const,
        type: 'double' as const,
        nullable: true,
      })),
    ],
    knowledgeGrade: weakestGrade(datasets),
    knowledgeRule:
      "when the run published; in simulated history the end of the decision day, where the model was trained by then, or else the run's as-of time",
    scheduled: false,
  };
}

/**
 * Predictions as rows of a dataset; a column that the dataset has and the run does not publish is missing in them.
 *
 * @param knownAt - Milliseconds since the epoch, of a decision time.
 * @throws {InvalidInputError} `prediction.column_unknown` when the run publishes columns that the dataset has not: it keeps
 *   the schema of its first version.
 */
export function publishedRows(
  { rows, entity, decisionTime, score, signal, columns = {} }: Predictions,
  { name, schema }: { readonly name: string; readonly schema: DatasetSchema },
  knownAt: (decisionTime: number) => number,
): ColumnarTable {
  const stored = schema.columns.map((column) => column.name);
  const unknown = Object.keys(columns).filter((column) => !stored.includes(column));
  if (unknown.length > 0) {
    throw new InvalidInputError(
      'prediction.column_unknown',
      `the predictions have ${unknown.join(', ')}, which dataset "${name}" has not: it keeps the columns of its first version; give the instance another output dataset`,
    );
  }
  const missing = () => new Float64Array(rows).fill(Number.NaN);
  const beside = stored.filter((column) => PREDICTION_COLUMNS.every((own) => own.name !== column));
  return {
    rows,
    columns: new Map<string, Float64Array | readonly string[]>([
      ['entity', entity],
      ['event_time', decisionTime],
      ['knowledge_time', decisionTime.map(knownAt)],
      ['score', Float64Array.from(score)],
      ['signal', Float64Array.from(signal)],
      ...beside.map((column) => [column, numbers(columns[column]) ?? missing()] as const),
    ]),
  };
}

function numbers(column: Float32Array | undefined): Float64Array | undefined {
  return column === undefined ? undefined : Float64Array.from(column);
}
