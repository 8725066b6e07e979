// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { CustomAttributeType, Entity } from 'electrodb';
import { z } from 'zod';
import type { CommitOutcome } from './ledger.ts';
import { asWritten, present, type TableBinding } from './table.ts';

/** The marker of a committed token. */
export const CommitMarkerSchema = z.strictObject({
  token: z.string(),
  correlationId: z.string(),
  committedAt: z.string(),
  fingerprint: z.string().optional(),
  outcome: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type CommitMarker = z.infer<typeof CommitMarkerSchema>;

export function createCommitTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'commit', version: '1' },
      attributes: {
        token: { type: 'string', required: true },
        correlationId: { type: 'string', required: true },
        committedAt: { type: 'string', required: true },
        fingerprint: { type: 'string' },
        outcome: { type: CustomAttributeType<CommitOutcome>('any'), required: true },
      },
      indexes: {
        byToken: {
          pk: { field: 'pk', composite: ['token'], template: 'commit#${token}', ...asWritten },
          sk: { field: 'sk', composite: [], template: 'commit', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    commitOf: (token: string) => entity.get({ token }),
    newCommit: (marker: CommitMarker) => entity.create(present(marker)),
  };
}
