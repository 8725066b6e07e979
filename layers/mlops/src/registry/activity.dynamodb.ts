// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import type { ActivityEnvelope } from '@optaic/mlops/activity';
import { CustomAttributeType, Entity } from 'electrodb';
import { asWritten, present, type TableBinding } from './table.ts';

/** Twelve digits: a resource's log may be long. */
const sequencePadding = { length: 12, char: '0' } as const;

export function createActivityTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'activity', entity: 'activity', version: '1' },
      attributes: {
        id: { type: 'string', required: true },
        occurredAt: { type: 'string', required: true },
        /** `YYYY-MM` of occurredAt: the partitions of the log of everything. */
        month: { type: 'string', required: true, hidden: true },
        actor: { type: CustomAttributeType<ActivityEnvelope['actor']>('any'), required: true },
        action: { type: CustomAttributeType<ActivityEnvelope['action']>('string'), required: true },
        resource: { type: 'string', required: true },
        resourceType: { type: 'string', required: true },
        resourceId: { type: 'string', required: true },
        sequence: { type: 'number', required: true, padding: sequencePadding },
        correlationId: { type: 'string', required: true },
        payload: { type: CustomAttributeType<ActivityEnvelope['payload']>('any'), required: true },
        previousHash: { type: 'string' },
        hash: { type: 'string', required: true },
      },
      indexes: {
        byResource: {
          pk: { field: 'pk', composite: ['resource'], template: '${resource}', ...asWritten },
          sk: { field: 'sk', composite: ['sequence'], template: 'sequence#${sequence}', ...asWritten },
        },
        byMonth: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: ['month'], template: 'activities#${month}', ...asWritten },
          sk: {
            field: 'gsi1sk',
            composite: ['occurredAt', 'resource', 'sequence'],
            template: '${occurredAt}#${resource}#${sequence}',
            ...asWritten,
          },
        },
        byCorrelation: {
          index: 'gsi2',
          pk: { field: 'gsi2pk', composite: ['correlationId'], template: 'correlation#${correlationId}', ...asWritten },
          sk: {
            field: 'gsi2sk',
            composite: ['occurredAt', 'resource', 'sequence'],
            template: '${occurredAt}#${resource}#${sequence}',
            ...asWritten,
          },
        },
      },
    },
    binding,
  );
  return {
    activitiesOf: (resource: string) => entity.query.byResource({ resource }),
    activitiesOfCorrelation: (correlationId: string) => entity.query.byCorrelation({ correlationId }),
    /** One month's activities between two instants, both included: `~` sorts after every resource. */
    activitiesOfMonth: (month: string, from: string, until: string) =>
      entity.query.byMonth({ month }).between({ occurredAt: from }, { occurredAt: until, resource: '~' }),
    /** Takes the next place of the resource's log, if it is free. */
    newActivity: (activity: ActivityEnvelope) =>
      entity.create({ ...present(activity), month: activity.occurredAt.slice(0, 7) }),
  };
}
