// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { Entity } from 'electrodb';
import { z } from 'zod';
import { asWritten, type TableBinding } from './table.ts';

/** One item for each rule of an instance, never deleted: what makes a second open alert impossible. */
export const OpenAlertSchema = z.strictObject({
  instanceId: z.string(),
  rule: z.string(),
  alertId: z.string(),
  open: z.boolean(),
});
export type OpenAlert = z.infer<typeof OpenAlertSchema>;

export function createOpenAlertTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'open-alert', version: '1' },
      attributes: {
        instanceId: { type: 'string', required: true },
        rule: { type: 'string', required: true },
        alertId: { type: 'string', required: true },
        open: { type: 'boolean', required: true },
      },
      indexes: {
        byRule: {
          pk: { field: 'pk', composite: ['instanceId'], template: 'instance#${instanceId}', ...asWritten },
          sk: { field: 'sk', composite: ['rule'], template: 'open-alert#${rule}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    openAlertOf: (instanceId: string, rule: string) => entity.get({ instanceId, rule }),
    /** Takes the rule's one place, if it is free. */
    open: (alert: Omit<OpenAlert, 'open'>) =>
      entity
        .put({ ...alert, open: true })
        .where(({ alertId, open }, { notExists, eq }) => `${notExists(alertId)} OR ${eq(open, false)}`),
    /** Frees the rule's place, if this alert holds it. */
    close: (alert: Omit<OpenAlert, 'open'>) =>
      entity
        .put({ ...alert, open: false })
        .where(({ alertId, open }, { eq }) => `${eq(alertId, alert.alertId)} AND ${eq(open, true)}`),
  };
}
