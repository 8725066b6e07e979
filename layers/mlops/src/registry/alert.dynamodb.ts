// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { CustomAttributeType, Entity } from 'electrodb';
import type { AlertRecord } from './records.ts';
import { asWritten, present, type TableBinding } from './table.ts';

export function createAlertTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'alert', version: '1' },
      attributes: {
        id: { type: 'string', required: true },
        instanceId: { type: 'string', required: true },
        rule: { type: 'string', required: true },
        severity: { type: CustomAttributeType<AlertRecord['severity']>('string'), required: true },
        status: { type: CustomAttributeType<AlertRecord['status']>('string'), required: true },
        metric: { type: 'string', required: true },
        value: { type: 'number', required: true },
        limit: { type: 'number', required: true },
        openedAsOf: { type: CustomAttributeType<AlertRecord['openedAsOf']>('string'), required: true },
        openedBy: { type: 'string', required: true },
        lastFiredAsOf: { type: CustomAttributeType<AlertRecord['lastFiredAsOf']>('string'), required: true },
        resolvedAsOf: { type: 'string' },
        message: { type: 'string', required: true },
      },
      indexes: {
        byId: {
          pk: { field: 'pk', composite: ['id'], template: 'alert#${id}', ...asWritten },
          sk: { field: 'sk', composite: [], template: 'alert', ...asWritten },
        },
        byInstance: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: ['instanceId'], template: 'alerts#${instanceId}', ...asWritten },
          sk: { field: 'gsi1sk', composite: ['openedAsOf', 'id'], template: '${openedAsOf}#${id}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    alertWithId: (id: string) => entity.get({ id }),
    alertsOf: (instanceId: string) => entity.query.byInstance({ instanceId }),
    newAlert: (alert: AlertRecord) => entity.create(present(alert)),
    /** Replaces the alert, if it neither fired nor was resolved since it was read. */
    nextState: (alert: AlertRecord, previous: AlertRecord) =>
      entity
        .put(present(alert))
        .where(
          ({ status, lastFiredAsOf }, { eq }) =>
            `${eq(status, previous.status)} AND ${eq(lastFiredAsOf, previous.lastFiredAsOf)}`,
        ),
  };
}
