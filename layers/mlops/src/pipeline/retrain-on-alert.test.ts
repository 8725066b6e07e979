import { CalendarDateSchema, urn } from '@optaic/mlops/base';
import type { FiringAlert, NewInstance } from '@optaic/mlops/registry';
import { runIdFrom } from '@optaic/mlops/registry/run-id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { NOW, newInstance, newRun, writing } from '../../../../test/support/registry-fixtures.ts';
import { RetrainOnAlertInputSchema, retrainOnAlert } from './retrain-on-alert.ts';

describe('retrainOnAlert', () => {
  let embedded: EmbeddedRegistry;
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const instance = async (id: string, changes: Partial<NewInstance> = {}) =>
    (await embedded.registry.instances.createInstance({ ...newInstance(id), ...changes }, writing())).id;

  /** The event of an alert that really opened, by its own rule so that several may be open. */
  const alertEvent = async (instanceId: FiringAlert['instanceId'], asOf: string, alert: Partial<FiringAlert> = {}) => {
    const firing: FiringAlert = {
      instanceId,
      rule: `drift ${asOf}`,
      kind: 'drift',
      severity: 'critical',
      metric: 'drift_share',
      value: 0.75,
      limit: 0.5,
      message: '6 of 8 features drifted',
      runId: runIdFrom(`${instanceId} ${asOf}`),
      asOf: CalendarDateSchema.parse(asOf),
      clock: 'simulated',
      action: 'retrain',
      cooldownDays: 60,
      ...alert,
    };
    const opened = await embedded.registry.alerts.openOrTouchAlert(firing, writing());
    const [activity] = (await embedded.registry.activities.listActivitiesOf(urn.alert(opened.alert.id))).items;
    return { source: 'optaic.mlops', 'detail-type': activity?.action, detail: activity };
  };
  const react = (event: unknown) =>
    retrainOnAlert(RetrainOnAlertInputSchema.parse(event), { registry: embedded.registry, now: () => NOW });
  const trainings = async (instanceId: FiringAlert['instanceId']) =>
    (await embedded.registry.runs.listRuns({ instanceId, kind: 'training' })).items;

  it('requests one retraining as of the end of the date of the alert, on its clock, delivered however often', async () => {
    const id = await instance('Retrained');
    const event = await alertEvent(id, '2020-03-06');

    const outputs = [await react(event), await react(event)];

    expect(outputs[0]).toEqual(outputs[1]);
    expect(await trainings(id)).toMatchObject([
      {
        asOf: '2020-03-06T23:59:59.999Z',
        clock: 'simulated',
        cause: { kind: 'alert', alertId: event.detail?.resourceId },
        status: 'pending',
      },
    ]);
  });

  it('requests none again within the cooldown, whichever alert arrives first, and one at its end', async () => {
    const id = await instance('Cooling');
    await react(await alertEvent(id, '2020-03-06'));

    const within = await react(await alertEvent(id, '2020-05-04'));
    const before = await react(await alertEvent(id, '2020-02-28'));
    const after = await react(await alertEvent(id, '2020-05-05'));

    expect([within, before]).toEqual(Array(2).fill({ outcome: 'skipped', reason: 'cooling_down' }));
    expect(after).toMatchObject({ outcome: 'requested' });
  });

  it('counts the cooldown over trainings of alerts on the same clock alone', async () => {
    const id = await instance('Clocks');
    await embedded.registry.runs.requestRun(newRun('by hand', 'training', { instanceId: id }), writing());
    await react(await alertEvent(id, '2020-01-03'));

    expect(await react(await alertEvent(id, '2020-01-10', { clock: 'live' }))).toMatchObject({ outcome: 'requested' });
    expect(await trainings(id)).toHaveLength(3);
  });

  it.each([
    ['no_action', {}, { action: undefined }],
    ['not_allowed', { allow: { retrain: false, rollback: false, pause: false } }, {}],
  ])('does nothing for %s', async (reason, config, alert) => {
    const base = newInstance('Quiet').config;
    const id = await instance(`Quiet_${reason}`, { config: { ...base, ...config } });

    expect(await react(await alertEvent(id, '2020-03-06', alert as Partial<FiringAlert>))).toEqual({
      outcome: 'skipped',
      reason,
    });
    expect(await trainings(id)).toEqual([]);
  });

  it('does nothing for a suspended instance', async () => {
    const id = await instance('Suspended');
    await embedded.registry.instances.suspendInstance(id, 'halt', writing());

    expect(await react(await alertEvent(id, '2020-03-06'))).toEqual({ outcome: 'skipped', reason: 'suspended' });
  });

  it('refuses an event that is no drift alert', () => {
    expect(RetrainOnAlertInputSchema.safeParse({ detail: { action: 'alert.resolved' } }).success).toBe(false);
  });
});
