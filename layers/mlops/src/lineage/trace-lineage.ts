import type { Urn } from '@optaic/mlops/base';
import { type LineageEdge, productOf, sourceOf } from './edge.ts';

export type LineageDirection = 'upstream' | 'downstream' | 'both';

export interface LineageTrace {
  /** In the order they were reached, the start first. */
  readonly nodes: readonly { readonly urn: Urn; readonly depth: number }[];
  readonly edges: readonly LineageEdge[];
  /** True when the depth or the node limit kept something out. */
  readonly truncated: boolean;
}

/** Where edges are read: those whose `from` is a node, and those whose `to` is. */
export interface LineageSource {
  edgesFrom(urn: Urn): Promise<readonly LineageEdge[]>;
  edgesTo(urn: Urn): Promise<readonly LineageEdge[]>;
}

export interface TraceOptions {
  readonly direction: LineageDirection;
  /** Edges between the start and the furthest node; 0 gives the start alone. */
  readonly depth: number;
  /** @default 500 */
  readonly nodeLimit?: number;
}

/**
 * Walks lineage breadth-first, so that each node has its shortest distance; every node is visited once, whatever cycles
 * there are. `both` unites what is upstream and what is downstream; it does not turn round on the way.
 */
export async function traceLineage(start: Urn, options: TraceOptions, source: LineageSource): Promise<LineageTrace> {
  const nodeLimit = options.nodeLimit ?? 500;
  const nodes = new Map<Urn, number>([[start, 0]]);
  const edges = new Map<string, LineageEdge>();
  let truncated = false;

  for (const direction of options.direction === 'both' ? (['upstream', 'downstream'] as const) : [options.direction]) {
    const visited = new Set<Urn>([start]);
    let frontier: Urn[] = [start];
    for (let depth = 1; frontier.length > 0; depth++) {
      const next: Urn[] = [];
      const found = await Promise.all(frontier.map((node) => edgesOf(node, direction, source)));
      for (const { edge, neighbour } of found.flat()) {
        const isNew = !nodes.has(neighbour);
        if (depth > options.depth || (isNew && nodes.size >= nodeLimit)) {
          truncated ||= !visited.has(neighbour);
          continue;
        }
        edges.set(`${edge.from} ${edge.kind} ${edge.to}`, edge);
        if (isNew) nodes.set(neighbour, depth);
        if (!visited.has(neighbour)) next.push(neighbour);
        visited.add(neighbour);
      }
      frontier = next;
    }
  }
  return {
    nodes: [...nodes].map(([urn, depth]) => ({ urn, depth })),
    edges: [...edges.values()],
    truncated,
  };
}

async function edgesOf(node: Urn, direction: 'upstream' | 'downstream', source: LineageSource) {
  const touching = (await Promise.all([source.edgesFrom(node), source.edgesTo(node)])).flat();
  const [here, there] = direction === 'upstream' ? [productOf, sourceOf] : [sourceOf, productOf];
  return touching.filter((edge) => here(edge) === node).map((edge) => ({ edge, neighbour: there(edge) }));
}
