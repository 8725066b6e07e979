import type { ActivityDraft } from '@optaic/mlops/activity';
import { ConflictError, type InstanceId, NotFoundError, urn } from '@optaic/mlops/base';
import type { createAlertTable } from './alert.dynamodb.ts';
import { commitPlanned } from './commit-planned.ts';
import type { Ledger } from './ledger.ts';
import { change } from './ledger-change.ts';
import { type createOpenAlertTable, OpenAlertSchema } from './open-alert.dynamodb.ts';
import { readOne, readPage } from './reads.ts';
import { type AlertRecord, AlertRecordSchema } from './records.ts';
import type { AlertRepository, FiringAlert } from './registry.ts';
import { runIdFrom } from './run-id.ts';

export interface AlertTables {
  readonly alerts: ReturnType<typeof createAlertTable>;
  readonly openAlerts: ReturnType<typeof createOpenAlertTable>;
}

export function createAlertRepository(ledger: Ledger, { alerts, openAlerts }: AlertTables): AlertRepository {
  const getAlert: AlertRepository['getAlert'] = async (id) => {
    const alert = await readOne(alerts.alertWithId(id), AlertRecordSchema);
    if (alert) return alert;
    throw new NotFoundError('alert.not_found', `no alert ${id}; list the alerts of its instance`);
  };

  const findOpenAlert = async (instance: InstanceId, rule: string): Promise<AlertRecord | undefined> => {
    const place = await readOne(openAlerts.openAlertOf(instance, rule), OpenAlertSchema);
    return place?.open ? getAlert(place.alertId) : undefined;
  };

  const planOpening = (firing: FiringAlert) => {
    const alert = newAlert(firing);
    const conflict = {
      code: 'alert.already_open' as const,
      message: `rule ${alert.rule} of ${alert.instanceId} has an open alert already; it was opened meanwhile`,
    };
    return {
      changes: [
        change(openAlerts.open({ instanceId: alert.instanceId, rule: alert.rule, alertId: alert.id }), conflict),
        change(alerts.newAlert(alert), conflict),
      ],
      activities: [openingActivity(alert, firing)],
      outcome: { outcome: 'opened', alertId: alert.id },
    };
  };

  const planTouch = (open: AlertRecord, firing: FiringAlert) => {
    const isLater = firing.asOf > open.lastFiredAsOf;
    const touched = { ...open, lastFiredAsOf: firing.asOf };
    return {
      changes: isLater ? [change(alerts.nextState(touched, open), changedAlert(open))] : [],
      activities: [],
      outcome: { outcome: 'held', alertId: open.id },
    };
  };

  return {
    getAlert,
    findOpenAlert,
    listAlerts: (instance, page) => readPage(alerts.alertsOf(instance), AlertRecordSchema, 'desc', page),

    openOrTouchAlert: async (firing, context) => {
      const { outcome, alertId } = await commitPlanned(
        ledger,
        context,
        async () => {
          const open = await findOpenAlert(firing.instanceId, firing.rule);
          return open ? planTouch(open, firing) : planOpening(firing);
        },
        { attempts: 8 },
      );
      return { outcome: outcome === 'opened' ? 'opened' : 'held', alert: await getAlert(String(alertId)) };
    },

    resolveAlert: async (id, { asOf, reason }, context) => {
      await commitPlanned(ledger, context, async () => {
        const alert = await getAlert(id);
        if (alert.status === 'resolved') throw illegalResolution(alert);
        const { instanceId, rule } = alert;
        const resolved: AlertRecord = { ...alert, status: 'resolved', resolvedAsOf: asOf };
        return {
          changes: [
            change(alerts.nextState(resolved, alert), changedAlert(alert)),
            change(openAlerts.close({ instanceId, rule, alertId: id }), changedAlert(alert)),
          ],
          activities: [
            {
              resource: urn.alert(id),
              action: 'alert.resolved',
              payload: { instanceId, alertId: id, rule, asOf, reason },
            },
          ],
        };
      });
      return getAlert(id);
    },
  };
}

function newAlert(firing: FiringAlert): AlertRecord {
  const { instanceId, rule, severity, metric, value, limit, message, runId, asOf } = firing;
  return {
    // One monitoring run opens at most one alert of a rule, so these three name it.
    id: runIdFrom({ alert: rule, instanceId, runId }),
    instanceId,
    rule,
    severity,
    status: 'firing',
    metric,
    value,
    limit,
    openedAsOf: asOf,
    openedBy: runId,
    lastFiredAsOf: asOf,
    message,
  };
}

function openingActivity(
  alert: AlertRecord,
  { kind, runId, asOf, clock, action, cooldownDays }: FiringAlert,
): ActivityDraft {
  const { id, instanceId, rule, severity, metric, value, limit } = alert;
  return {
    resource: urn.alert(id),
    action: `monitoring.${kind}_alert`,
    payload: {
      instanceId,
      alertId: id,
      rule,
      runId,
      severity,
      metric,
      value,
      limit,
      asOf,
      clock,
      action,
      cooldownDays,
    },
  };
}

function changedAlert({ id, status }: AlertRecord) {
  const message = `alert ${id} changed since it was read as ${status}; look at it again`;
  return { code: 'alert.changed' as const, message };
}

function illegalResolution({ id, resolvedAsOf }: AlertRecord): ConflictError {
  return new ConflictError('alert.illegal_transition', `alert ${id} was resolved as of ${resolvedAsOf}; it stays so`);
}
