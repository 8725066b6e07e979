import { CalendarDateSchema, urn } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { newInstance, writing } from '../../../../test/support/registry-fixtures.ts';
import type { FiringAlert, Registry } from './registry.ts';
import { runIdFrom } from './run-id.ts';

const firing = (instance: string, asOf: string, run = asOf): FiringAlert => ({
  instanceId: newInstance(instance).id,
  rule: 'feature-drift',
  kind: 'drift',
  severity: 'critical',
  metric: 'drift_share',
  value: 0.75,
  limit: 0.5,
  message: '6 of 8 features drifted',
  runId: runIdFrom(`${instance} monitoring ${run}`),
  asOf: CalendarDateSchema.parse(asOf),
  clock: 'simulated',
  action: 'retrain',
  cooldownDays: 60,
});
const resolution = { asOf: CalendarDateSchema.parse('2020-04-03'), reason: 'drift share below its limit' };

describe('createAlertRepository', () => {
  let embedded: EmbeddedRegistry;
  let registry: Registry;
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    registry = embedded.registry;
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  it('opens an alert once and holds it while the rule goes on firing', async () => {
    const first = await registry.alerts.openOrTouchAlert(firing('Held', '2020-03-06'), writing());
    const second = await registry.alerts.openOrTouchAlert(firing('Held', '2020-03-13'), writing());
    const earlier = await registry.alerts.openOrTouchAlert(firing('Held', '2020-03-01'), writing());

    expect([first.outcome, second.outcome, earlier.outcome]).toEqual(['opened', 'held', 'held']);
    expect(earlier.alert).toEqual({ ...first.alert, lastFiredAsOf: '2020-03-13' });
    const log = (await registry.activities.listActivitiesOf(urn.alert(first.alert.id))).items;
    expect(log).toMatchObject([
      {
        action: 'monitoring.drift_alert',
        payload: { rule: 'feature-drift', asOf: '2020-03-06', action: 'retrain', cooldownDays: 60, clock: 'simulated' },
      },
    ]);
  });

  it('opens at most one alert for a rule, whoever monitors concurrently', async () => {
    const runs = Array.from({ length: 8 }, (_, n) => firing('Raced', '2020-03-06', `run ${n}`));

    const results = await Promise.all(runs.map((alert) => registry.alerts.openOrTouchAlert(alert, writing())));

    expect(results.filter(({ outcome }) => outcome === 'opened')).toHaveLength(1);
    expect((await registry.alerts.listAlerts(newInstance('Raced').id)).items).toHaveLength(1);
  });

  it('says opened again to a stage that is run again', async () => {
    const context = writing();
    const first = await registry.alerts.openOrTouchAlert(firing('Again', '2020-03-06'), context);
    const second = await registry.alerts.openOrTouchAlert(firing('Again', '2020-03-06'), context);

    expect(second).toEqual(first);
    expect(second.outcome).toBe('opened');
  });

  it('opens a new alert after the last one was resolved', async () => {
    const { id } = newInstance('Resolved');
    const first = await registry.alerts.openOrTouchAlert(firing('Resolved', '2020-03-06'), writing());
    const resolved = await registry.alerts.resolveAlert(first.alert.id, resolution, writing());

    expect(resolved).toMatchObject({ status: 'resolved', resolvedAsOf: '2020-04-03' });
    expect(await registry.alerts.findOpenAlert(id, 'feature-drift')).toBeUndefined();
    const second = await registry.alerts.openOrTouchAlert(firing('Resolved', '2020-05-01'), writing());
    expect(second.outcome).toBe('opened');
    expect((await registry.alerts.listAlerts(id)).items.map(({ openedAsOf }) => openedAsOf)).toEqual([
      '2020-05-01',
      '2020-03-06',
    ]);
    expect(await registry.alerts.findOpenAlert(id, 'feature-drift')).toEqual(second.alert);
  });

  it('refuses to resolve an alert twice, and one that does not exist', async () => {
    const { alert } = await registry.alerts.openOrTouchAlert(firing('Twice', '2020-03-06'), writing());
    await registry.alerts.resolveAlert(alert.id, resolution, writing());

    await expect(registry.alerts.resolveAlert(alert.id, resolution, writing())).rejects.toMatchObject({
      code: 'alert.illegal_transition',
    });
    await expect(registry.alerts.resolveAlert('none', resolution, writing())).rejects.toMatchObject({
      code: 'alert.not_found',
    });
  });
});
