import { CalendarDateSchema, type DatasetName, dateOf } from '@optaic/mlops/base';
import {
  everyItem,
  type ModelVersionRecord,
  type Registry,
  type RunRecord,
  type StoredState,
  StoredStateSchema,
} from '@optaic/mlops/registry';
import { z } from 'zod';
import type { InferencePlan } from './inference-plan.ts';

/** Of the latest one and of one before it: what is asked may have been predicted already. */
const STATES_PINNED = 2;

const RequestSchema = z.object({ decisionDates: z.array(CalendarDateSchema).min(1).optional() });
const ResultSchema = z.object({
  modelVersion: z.int().min(1),
  outputDataset: z.string().optional(),
  state: StoredStateSchema.optional(),
});

/**
 * The states that an inference of a definition with memory may go on from: what completed runs of the same version, clock
 * and output left, as of then or earlier, and what the training left. Latest first.
 */
export async function pinStates(
  run: RunRecord,
  { instanceId, version, memory }: ModelVersionRecord,
  outputDataset: DatasetName,
  { runs }: Pick<Registry, 'runs'>,
): Promise<Pick<InferencePlan, 'memory'>> {
  if (memory === undefined) return {};
  const { decisionDates } = RequestSchema.parse(run.request);
  // Without dates the last trading day is decided on, which is on the as-of date or before it.
  const first = decisionDates === undefined ? dateOf(run.asOf) : decisionDates.toSorted()[0];
  const before = Date.parse(first ?? dateOf(run.asOf)) + (decisionDates === undefined ? 1 : 0);
  const states: StoredState[] = [];
  const filter = { instanceId, kind: 'inference', mode: 'normal', status: 'completed', asOfUntil: run.asOf } as const;
  for await (const earlier of everyItem((page) => runs.listRuns(filter, page))) {
    const { state, ...result } = ResultSchema.parse(earlier.result);
    const isOfVersion = result.modelVersion === version && earlier.clock === run.clock;
    const isOfOutput = result.outputDataset === undefined || result.outputDataset === outputDataset;
    if (state === undefined || !isOfVersion || !isOfOutput || state.through >= before) continue;
    if (states.every(({ through }) => through !== state.through)) states.push({ ...state, runId: earlier.id });
    if (states.length === STATES_PINNED) break;
  }
  if (memory.state !== undefined) states.push(memory.state);
  return { memory: { kind: memory.kind, states: states.toSorted((a, b) => b.through - a.through) } };
}
