// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import type { LineageEdge } from '@optaic/mlops/lineage';
import { CustomAttributeType, Entity } from 'electrodb';
import { asWritten, present, type TableBinding } from './table.ts';

export function createLineageEdgeTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'lineage-edge', version: '1' },
      attributes: {
        from: { type: 'string', required: true },
        to: { type: 'string', required: true },
        kind: { type: CustomAttributeType<LineageEdge['kind']>('string'), required: true },
        runId: { type: 'string' },
      },
      indexes: {
        leaving: {
          pk: { field: 'pk', composite: ['from'], template: 'lineage#${from}', ...asWritten },
          sk: { field: 'sk', composite: ['kind', 'to'], template: '${kind}#${to}', ...asWritten },
        },
        reaching: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: ['to'], template: 'lineage#${to}', ...asWritten },
          sk: { field: 'gsi1sk', composite: ['kind', 'from'], template: '${kind}#${from}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    edgesFrom: (from: string) => entity.query.leaving({ from }),
    edgesTo: (to: string) => entity.query.reaching({ to }),
    /** Unconditional: writing an edge twice is writing it once. */
    edge: (edge: LineageEdge) => entity.put(present(edge)),
  };
}
