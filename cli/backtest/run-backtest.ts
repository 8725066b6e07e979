import type { ApiClient, BacktestResult } from '@optaic/mlops/api';
import { type CalendarDate, CalendarDateSchema, dateOf, type InstanceId, parseAsOf } from '@optaic/mlops/base';
import type { BacktestWalk, InstanceRecord, RunRecord } from '@optaic/mlops/registry/records';
import { z } from 'zod';
import { planWalk, type WalkSegment } from './plan-walk.ts';
import { type NeededRun, resumedRun } from './resumed-run.ts';

const DAY_MS = 86_400_000;
/** Trading days are read from so long before the walk: the model trains on the last one before it. */
const DAYS_BEFORE = 30;
/** Outcomes known so long after the last decision are taken as they were known then. */
const DAYS_AFTER = 366;

export interface BacktestRequest {
  readonly client: ApiClient;
  readonly instance: InstanceId;
  readonly walk: BacktestWalk;
  readonly costBps: number;
  /** Told of each step that is done, of how many, and of what is next. */
  onStep(done: number, total: number, next: string): void;
}

const TrainingResultSchema = z.looseObject({ modelVersion: z.int().min(1) });
const InferenceRequestSchema = z.looseObject({ modelVersion: z.int(), decisionDates: z.array(CalendarDateSchema) });
const EvaluationRequestSchema = z.looseObject({ costBps: z.number(), inferenceRunIds: z.array(z.string()) });

const shifted = (date: CalendarDate, days: number): CalendarDate =>
  CalendarDateSchema.parse(new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10));

/**
 * Walks a back-test by ordinary runs on a simulated clock: for each refit a training, audited and gated as any, then one
 * inference over its decisions; at last their evaluation. Every run is needed once, so that a back-test that was
 * interrupted goes on where it was when it is asked for again.
 */
export async function runBacktest(request: BacktestRequest): Promise<BacktestResult> {
  const { client, instance: of, walk, costBps, onStep } = request;
  const instance = await client.call('createBacktest', { parameters: { instance: of }, body: walk });
  const segments = planWalk(await tradingDays(client, instance, walk), walk);
  const total = 2 * segments.length + 1;
  let done = 0;
  const step = async (title: string, run: NeededRun): Promise<RunRecord> => {
    onStep(done, total, title);
    const completed = await resumedRun(client, instance.id, run);
    done++;
    onStep(done, total, title);
    return completed;
  };

  const inferences: Promise<RunRecord>[] = [];
  let before: Promise<unknown> = Promise.resolve();
  for (const segment of segments) {
    const trained = await step(`train as of ${segment.trainAsOf}`, training(client, instance.id, segment));
    const { modelVersion } = TrainingResultSchema.parse(trained.result);
    // Beside the next training, but one after the other: they publish to one dataset.
    const inference = before.then(() =>
      step(
        `decide from ${segment.decisions[0]} with version ${modelVersion}`,
        inferring(client, instance.id, segment, modelVersion),
      ),
    );
    // Its failure is thrown where all are awaited, not while the next model trains.
    before = inference.catch(() => undefined);
    inferences.push(inference);
  }
  const inferenceRunIds = (await Promise.all(inferences)).map(({ id }) => id);
  const evaluated = await step(
    'evaluate',
    evaluation(client, instance.id, { costBps, inferenceRunIds, asOf: shifted(walk.to, DAYS_AFTER) }),
  );
  return client.call('getBacktest', { parameters: { run: evaluated.id } });
}

async function tradingDays(
  client: ApiClient,
  { inferenceDatasets, universe }: InstanceRecord,
  { from, to }: BacktestWalk,
): Promise<readonly CalendarDate[]> {
  const name = inferenceDatasets[0] ?? universe;
  const query = { from: shifted(from, -DAYS_BEFORE), to };
  return (await client.call('getTradingDays', { parameters: { name }, query })).days;
}

function training(client: ApiClient, instance: InstanceId, { trainAsOf }: WalkSegment): NeededRun {
  return {
    kind: 'training',
    purpose: `train/${trainAsOf}`,
    isIt: ({ asOf }) => asOf === parseAsOf(trainAsOf),
    start: (idempotencyKey) =>
      client.call('startTraining', {
        parameters: { instance },
        body: { asOf: trainAsOf, clock: 'simulated' },
        idempotencyKey,
      }),
  };
}

function inferring(
  client: ApiClient,
  instance: InstanceId,
  { decisions }: WalkSegment,
  modelVersion: number,
): NeededRun {
  const asOf = decisions.at(-1) ?? decisions[0];
  return {
    kind: 'inference',
    purpose: `decide/${modelVersion}/${asOf}`,
    isIt: (run) => {
      const asked = InferenceRequestSchema.safeParse(run.request).data;
      const days = asked?.decisionDates;
      return (
        asked?.modelVersion === modelVersion &&
        days?.length === decisions.length &&
        days.every((date, index) => date === decisions[index]) &&
        dateOf(run.asOf) === asOf
      );
    },
    start: (idempotencyKey) =>
      client.call('startInference', {
        parameters: { instance },
        body: { asOf, clock: 'simulated', modelVersion, decisionDates: [...decisions] },
        idempotencyKey,
      }),
  };
}

function evaluation(
  client: ApiClient,
  instance: InstanceId,
  { asOf, costBps, inferenceRunIds }: { asOf: CalendarDate; costBps: number; inferenceRunIds: RunRecord['id'][] },
): NeededRun {
  return {
    kind: 'evaluation',
    purpose: `evaluate/${costBps}/${inferenceRunIds.at(-1)}`,
    isIt: (run) => {
      const asked = EvaluationRequestSchema.safeParse(run.request).data;
      return asked?.costBps === costBps && asked.inferenceRunIds.join() === inferenceRunIds.join();
    },
    start: (idempotencyKey) =>
      client.call('startBacktestEvaluation', {
        parameters: { instance },
        body: { asOf, costBps, inferenceRunIds },
        idempotencyKey,
      }),
  };
}
