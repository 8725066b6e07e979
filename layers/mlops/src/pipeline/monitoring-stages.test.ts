import { urn } from '@optaic/mlops/base';
import { MonitoringReportSchema } from '@optaic/mlops/monitoring';
import { everyItem } from '@optaic/mlops/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf, INSTANCE } from './monitored-services.testing.ts';
import { openWorld, type World } from './monitored-world.testing.ts';

describe('the stages of monitoring', () => {
  let world: World;
  beforeAll(async () => {
    // Strange on days 60 to 62, so the five-day windows of days 60 to 66 hold some of it.
    world = await openWorld({ strangeDays: [60, 61, 62] });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('are calm where the window is like the training data, and know no outcome yet', async () => {
    await world.predict(55);

    const result = await world.monitor(55);

    expect(result).toMatchObject({
      modelVersion: 1,
      features: 2,
      driftShare: 0,
      driftedFeatures: [],
      datasetDrift: false,
      rankInformationCoefficients: [],
      alert: 'none',
    });
    expect(result.worstFeature.ratio).toBeLessThan(1);
  });

  it('judge a prediction once its outcome is known', async () => {
    await world.predict(56);

    const before = await world.monitor(56);
    const after = await world.monitor(57);

    // An outcome two days on is known at noon of that day: day 55's on day 57, day 56's not before day 58.
    expect(before.rankInformationCoefficients).toEqual([]);
    expect(after.rankInformationCoefficients).toEqual([
      { decisionDate: dayOf(55), value: expect.any(Number), assets: 6, modelVersion: 1 },
    ]);
  });

  it('open one alert, hold it through a calm check, and resolve it after two', async () => {
    await world.predict(61);
    const outcomes: string[] = [];
    for (const day of [59, 61, 63, 66, 67, 68, 69]) outcomes.push((await world.monitor(day)).alert);

    const alerts = [];
    for await (const alert of everyItem((page) => world.services.registry.alerts.listAlerts(INSTANCE, page))) {
      alerts.push(alert);
    }

    expect(outcomes).toEqual(['none', 'opened', 'held', 'held', 'held', 'resolved', 'none']);
    expect(alerts).toMatchObject([
      {
        rule: 'dataset_drift',
        status: 'resolved',
        value: 1,
        limit: 0.5,
        openedAsOf: dayOf(61),
        lastFiredAsOf: dayOf(66),
        resolvedAsOf: dayOf(68),
        message: expect.stringMatching(/^2 of 2 features drifted; the worst, \w+, is [\d.]+ times its limit$/),
      },
    ]);
    const log = await world.services.registry.activities.listActivitiesOf(urn.alert(alerts[0].id));
    expect(log.items.map(({ action }) => action)).toEqual(['monitoring.drift_alert', 'alert.resolved']);
    expect(log.items[0]?.payload).toMatchObject({ action: 'retrain', cooldownDays: 60, asOf: dayOf(61) });
  });

  it('lead by lineage from predictions, outcomes, features and model to the report', async () => {
    const { reportKey } = await world.monitor(70);
    const { runId, sources, notes } = await world.services.artifacts.readJson(reportKey, MonitoringReportSchema);

    const { nodes } = await world.services.registry.lineage.traceLineage(urn.report(runId), {
      direction: 'upstream',
      depth: 1,
    });

    expect(sources).toEqual([
      'dataset:features@1',
      'dataset:outcomes@1',
      'dataset:universe@1',
      'dataset:predictions@3',
      'model:alpha@1',
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/^survivors only: /),
      `stale input "outcomes": its newest event is ${dayOf(68)}T00:00:00.000Z, a later one was due by ${dayOf(69)}T23:59:59.999Z`,
    ]);
    expect(nodes.map((node) => node.urn).toSorted()).toEqual(
      [...sources, urn.run(runId), urn.report(runId)].toSorted(),
    );
  });
});
