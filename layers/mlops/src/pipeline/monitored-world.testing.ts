import { createRandom, type Panel, type RunId } from '@optaic/mlops/base';
import type { MonitoringResult } from '@optaic/mlops/monitoring';
import { alertMonitoring } from './alert-monitoring.ts';
import { checkMonitoringDrift } from './check-monitoring-drift.ts';
import { checkMonitoringPerformance } from './check-monitoring-performance.ts';
import { DAY_MILLISECONDS, FIRST_DAY, openServices, type Rows } from './monitored-services.testing.ts';
import { planMonitoring } from './plan-monitoring.ts';
import { profileMonitoring } from './profile-monitoring.ts';
import { reportMonitoring } from './report-monitoring.ts';

const ENTITIES = ['A', 'B', 'C', 'D', 'E', 'F'];
const FEATURES = ['momentum', 'volatility'];
const HORIZON_DAYS = 2;
const TRAINING_DAYS = 40;

export interface World extends AsyncDisposable {
  readonly services: Awaited<ReturnType<typeof openServices>>;
  /** Publishes signals for a day, as a completed inference run of version 1; returns the run's id. */
  predict(day: number): Promise<RunId>;
  /** Asks for a check as of a day. */
  request(day: number, request?: Record<string, unknown>): Promise<RunId>;
  /** All stages of a check, to its end. */
  monitor(day: number, request?: Record<string, unknown>): Promise<MonitoringResult>;
}

/**
 * A hundred days of six assets with two features, their outcomes two days later, and a version trained on the first
 * forty. On the days named, both features move far away from anything in training.
 */
export async function openWorld({ strangeDays = [] }: { strangeDays?: readonly number[] } = {}): Promise<World> {
  const services = await openServices();
  const random = createRandom(1);
  const feature = (day: number) => random() + (strangeDays.includes(day) ? 10 : 0);
  const days = Array.from({ length: 100 }, (_, index) => index + 1);
  const features = rowsOf(days, () => 0, { momentum: feature, volatility: feature });
  await services.commit('features', FEATURES, features);
  await services.commit(
    'outcomes',
    ['forward_return'],
    rowsOf(days, () => HORIZON_DAYS, { forward_return: () => random() - 0.5 }),
    // An outcome is known two days late, which is a day more than this allows.
    { updateFrequency: { every: 'daily', calendar: 'every_day', graceDays: 0 } },
  );
  await services.commit(
    'universe',
    ['member'],
    rowsOf([1], () => 0, { member: () => 1 }),
  );
  await services.registerVersion(trainingPanel(features));

  let published = 0;
  const predict = async (day: number) => {
    const rows = rowsOf([day], () => 0, { score: () => random(), signal: () => random() * 2 - 1 });
    await services.commit('predictions', ['score', 'signal'], rows, { basedOn: published++ });
    return services.completeInference(day);
  };
  const request = (day: number, body: Record<string, unknown> = {}) => services.requestCheck(day, body);
  const monitor = async (day: number, body: Record<string, unknown> = {}) => {
    const runId = await request(day, body);
    const { planKey, batches } = await planMonitoring({ runId }, services);
    const frames = [];
    for (const batch of batches) frames.push(await profileMonitoring({ runId, planKey, batch }, services));
    const { driftKey } = await checkMonitoringDrift({ runId, planKey, frames }, services);
    const { performanceKey } = await checkMonitoringPerformance({ runId, planKey }, services);
    const { reportKey } = await reportMonitoring({ runId, planKey, driftKey, performanceKey }, services);
    const { result } = await alertMonitoring({ runId, planKey, reportKey }, services);
    await services.registry.runs.completeRun(runId, result, services.write(`${runId}/complete`));
    return result;
  };
  return { services, predict, request, monitor, [Symbol.asyncDispose]: services.close };
}

function rowsOf(
  days: readonly number[],
  lagDays: (day: number) => number,
  columns: Record<string, (day: number) => number>,
): Rows {
  const keys = days.flatMap((day) => ENTITIES.map((entity) => ({ day, entity })));
  const at = (day: number) => FIRST_DAY + (day - 1) * DAY_MILLISECONDS;
  return {
    entity: keys.map(({ entity }) => entity),
    eventTime: Float64Array.from(keys, ({ day }) => at(day)),
    knowledgeTime: Float64Array.from(keys, ({ day }) => at(day + lagDays(day)) + DAY_MILLISECONDS / 2),
    values: new Map(
      Object.entries(columns).map(([name, valueAt]) => [name, Float64Array.from(keys, ({ day }) => valueAt(day))]),
    ),
  };
}

function trainingPanel({ entity, eventTime, values }: Rows): Panel {
  const rows = TRAINING_DAYS * ENTITIES.length;
  const features = new Float32Array(FEATURES.length * rows);
  FEATURES.forEach((name, feature) => {
    features.set(values.get(name)?.subarray(0, rows) ?? [], feature * rows);
  });
  return {
    rows,
    entity: entity.slice(0, rows),
    decisionTime: eventTime.slice(0, rows),
    featureNames: FEATURES,
    features,
  };
}
