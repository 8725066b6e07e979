import { InvalidInputError, type Urn } from '@optaic/mlops/base';
import { type LineageEdge, LineageEdgeSchema, traceLineage } from '@optaic/mlops/lineage';
import { commitPlanned } from './commit-planned.ts';
import type { Ledger } from './ledger.ts';
import { changes } from './ledger-change.ts';
import type { createLineageEdgeTable } from './lineage-edge.dynamodb.ts';
import { everyItem, type Page, type PageRequest } from './page.ts';
import { readPage } from './reads.ts';
import type { LineageRepository } from './registry.ts';

/** The marker takes one of a transaction's 100 places. */
const EDGES_PER_COMMIT = 99;
const MAXIMUM_DEPTH = 50;

export function createLineageRepository(
  ledger: Ledger,
  edges: ReturnType<typeof createLineageEdgeTable>,
): LineageRepository {
  const edgesFrom = (urn: Urn) =>
    allEdges((page) => readPage(edges.edgesFrom(urn), LineageEdgeSchema, 'asc', { ...page, consistent: true }));
  const edgesTo = (urn: Urn) => allEdges((page) => readPage(edges.edgesTo(urn), LineageEdgeSchema, 'asc', page));

  return {
    recordEdges: async (recorded, context) => {
      for (let start = 0, part = 0; start < recorded.length; start += EDGES_PER_COMMIT, part++) {
        const batch = recorded.slice(start, start + EDGES_PER_COMMIT);
        const token = part === 0 ? context.token : `${context.token}/${part}`;
        await commitPlanned(ledger, { ...context, token }, async () => ({
          changes: changes(batch.map(edges.edge)),
          activities: [],
        }));
      }
    },
    traceLineage: async (start, options) => {
      if (!Number.isInteger(options.depth) || options.depth < 0 || options.depth > MAXIMUM_DEPTH) {
        throw new InvalidInputError(
          'lineage.depth_out_of_range',
          `depth is ${options.depth}; lineage is followed over 0 to ${MAXIMUM_DEPTH} edges`,
        );
      }
      return traceLineage(start, options, { edgesFrom, edgesTo });
    },
  };
}

async function allEdges(list: (page: PageRequest) => Promise<Page<LineageEdge>>): Promise<LineageEdge[]> {
  const found: LineageEdge[] = [];
  for await (const edge of everyItem(list)) found.push(edge);
  return found;
}
