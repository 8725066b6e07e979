import { CalendarDateSchema, type DatasetName, dateOf, type Instant } from '@optaic/mlops/base';
import {
  CoverageMeasureSchema,
  type DatasetFiles,
  type DuckDb,
  instantAt,
  measureCoverage,
  parquetRelation,
  UniverseFactsSchema,
  universeFacts,
  universeNotes,
} from '@optaic/mlops/data';
import {
  type Finding,
  type RewrittenInput,
  validateBackfill,
  validateCoverage,
  validateFreshness,
  validateUniverse,
} from '@optaic/mlops/guardrails';
import { z } from 'zod';
import { InputFreshnessSchema } from './input-freshness.ts';
import type { PlannedDataset } from './planned-dataset.ts';

/** What a stage that reads a run's inputs measures of them, for the guard stage to judge. */
export const InputMeasuresSchema = z.strictObject({
  universe: UniverseFactsSchema,
  days: z.int().min(1),
  /** Decision days on which the universe has no member. */
  emptyDays: z.array(CalendarDateSchema),
  /** One for each input that promises to cover a universe, over the run's decision days. */
  coverage: z.array(CoverageMeasureSchema),
  /** Of each input that has an update frequency, as of the run; and what is stale upstream of them. */
  freshness: InputFreshnessSchema,
});
export type InputMeasures = z.infer<typeof InputMeasuresSchema>;

export interface MeasuredPlan {
  readonly datasets: readonly PlannedDataset[];
  readonly universe: DatasetName;
  readonly asOf: Instant;
}

/**
 * Measures the inputs of a run over its decision days; coverage is of the run's own universe, as of then.
 *
 * @param members - Of the universe by decision time, as the frame counted them.
 */
export async function measureInputs(
  db: DuckDb,
  { datasets, universe, asOf }: MeasuredPlan,
  source: (name: DatasetName) => DatasetFiles,
  members: ReadonlyMap<number, number>,
): Promise<Omit<InputMeasures, 'freshness'>> {
  const days = [...members.keys()].map((time) => dateOf(instantAt(time)));
  const coverage: InputMeasures['coverage'] = [];
  for (const { name, schema } of datasets) {
    if (schema.contracts?.coverage === undefined) continue;
    const relation = parquetRelation(source(name).files);
    coverage.push(
      await measureCoverage(db, { dataset: name, relation, schema, universe: source(universe), asOf, days }),
    );
  }
  return {
    universe: await universeFacts(db, { ...source(universe), asOf }),
    days: days.length,
    emptyDays: [...members].filter(([, count]) => count === 0).map(([time]) => dateOf(instantAt(time))),
    coverage,
  };
}

/** What the guard stage finds in a run's inputs, and what it has to say of their universe. */
export function judgeInputs(
  { datasets, universe, rewrites }: MeasuredPlan & { rewrites: readonly RewrittenInput[] },
  measures: readonly InputMeasures[],
): { findings: Record<'dataset.coverage' | 'dataset.freshness' | 'dataset.backfill', Finding[]>; notes: string[] } {
  const promised = new Map(datasets.map(({ name, schema }) => [String(name), schema.contracts?.coverage]));
  const coverage = Map.groupBy(
    measures.flatMap((measure) => measure.coverage),
    ({ dataset }) => dataset,
  );
  return {
    findings: {
      'dataset.coverage': [
        ...validateUniverse({
          universe,
          days: measures.reduce((sum, { days }) => sum + days, 0),
          emptyDays: measures.flatMap(({ emptyDays }) => emptyDays),
        }),
        ...[...coverage].flatMap(([dataset, [first, ...more]]) => {
          const minimumShare = promised.get(dataset)?.minimumShare;
          if (first === undefined || minimumShare === undefined) return [];
          // The universe's empty days are said once above, not again for each dataset.
          const days = [first, ...more].flatMap((measure) => measure.days).filter(({ members }) => members > 0);
          return validateCoverage({ ...first, days }, { minimumShare });
        }),
      ],
      // Every batch of a run says the same of its inputs.
      'dataset.freshness': validateFreshness(measures[0]?.freshness ?? []),
      'dataset.backfill': validateBackfill({ inputs: rewrites }),
    },
    notes: notesOf(universe, measures),
  };
}

/** What has to be said wherever a result of the run is shown. */
export function notesOf(universe: DatasetName, measures: readonly InputMeasures[]): string[] {
  return [...new Set(measures.flatMap((measure) => universeNotes(universe, measure.universe)))];
}
