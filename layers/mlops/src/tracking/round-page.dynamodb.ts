// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { asWritten, sortablePadding, type TableBinding } from '@optaic/mlops/registry/table';
import { CustomAttributeType, Entity } from 'electrodb';
import type { RoundPage } from './training-rounds.ts';

export function createRoundPageTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'tracking', entity: 'round-page', version: '1' },
      attributes: {
        runId: { type: 'string', required: true },
        page: { type: 'number', required: true, padding: sortablePadding },
        rounds: { type: CustomAttributeType<RoundPage['rounds']>('any'), required: true },
      },
      indexes: {
        byRun: {
          pk: { field: 'pk', composite: ['runId'], template: 'run#${runId}', ...asWritten },
          sk: { field: 'sk', composite: ['page'], template: 'rounds#${page}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    roundsOf: (runId: string) => entity.query.byRun({ runId }),
    /** Writing a page again is writing it once: its content is a function of the run. */
    roundPage: (page: RoundPage) => entity.put(page),
  };
}
