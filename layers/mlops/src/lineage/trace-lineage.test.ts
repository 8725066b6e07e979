import { type Urn, UrnSchema } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LineageEdge, productOf, sourceOf } from './edge.ts';
import { traceLineage } from './trace-lineage.ts';

const node = (name: string | number) => UrnSchema.parse(`dataset:${name}`);
const edge = (from: Urn, kind: LineageEdge['kind'], to: Urn): LineageEdge => ({ from, kind, to });

function sourceOfEdges(edges: readonly LineageEdge[]) {
  return {
    edgesFrom: async (urn: Urn) => edges.filter(({ from }) => from === urn),
    edgesTo: async (urn: Urn) => edges.filter(({ to }) => to === urn),
  };
}

const predictions = node('predictions');
const model = UrnSchema.parse('model:SPX@1');
const prices = node('prices');
const report = UrnSchema.parse('report:r1');
const loop = sourceOfEdges([
  edge(predictions, 'predicted_by', model),
  edge(predictions, 'predicted_from', prices),
  edge(model, 'trained_on', prices),
  edge(predictions, 'reported_in', report),
]);

describe('traceLineage', () => {
  it('leads upstream from predictions to their model and data, each with its shortest distance', async () => {
    const { nodes, edges, truncated } = await traceLineage(predictions, { direction: 'upstream', depth: 5 }, loop);

    expect(nodes).toEqual([
      { urn: predictions, depth: 0 },
      { urn: model, depth: 1 },
      { urn: prices, depth: 1 },
    ]);
    expect(edges.map(({ kind }) => kind)).toEqual(['predicted_by', 'predicted_from', 'trained_on']);
    expect(truncated).toBe(false);
  });

  it('reads reported_in the other way round: a report is downstream of the predictions', async () => {
    const up = await traceLineage(report, { direction: 'upstream', depth: 1 }, loop);
    const down = await traceLineage(predictions, { direction: 'downstream', depth: 1 }, loop);

    expect(up.nodes.map(({ urn }) => urn)).toEqual([report, predictions]);
    expect(down.nodes.map(({ urn }) => urn)).toEqual([predictions, report]);
  });

  it('unites both directions without turning round', async () => {
    const { nodes } = await traceLineage(model, { direction: 'both', depth: 5 }, loop);

    expect(new Set(nodes.map(({ urn }) => urn))).toEqual(new Set([model, prices, predictions, report]));
  });

  it('gives the start alone at depth 0, and says that there is more', async () => {
    const trace = await traceLineage(predictions, { direction: 'upstream', depth: 0 }, loop);

    expect(trace).toEqual({ nodes: [{ urn: predictions, depth: 0 }], edges: [], truncated: true });
  });

  it('stops at the node limit, and says so', async () => {
    const star = sourceOfEdges(Array.from({ length: 30 }, (_, n) => edge(prices, 'derived_from', node(n))));

    const { nodes, truncated } = await traceLineage(prices, { direction: 'upstream', depth: 3, nodeLimit: 10 }, star);

    expect(nodes).toHaveLength(10);
    expect(truncated).toBe(true);
  });

  it('reaches just what a naive closure reaches within the depth, whatever cycles there are', async () => {
    const graph = fc.array(fc.tuple(fc.nat(7), fc.constantFrom('derived_from', 'input_of'), fc.nat(7)), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(graph, fc.nat(4), async (pairs, depth) => {
        const edges = pairs.map(([from, kind, to]) => edge(node(from), kind as LineageEdge['kind'], node(to)));
        let reached = new Set([node(0)]);
        for (let step = 0; step < depth; step++) {
          reached = new Set([
            ...reached,
            ...edges.filter((found) => reached.has(productOf(found))).map((found) => sourceOf(found)),
          ]);
        }

        const { nodes } = await traceLineage(node(0), { direction: 'upstream', depth }, sourceOfEdges(edges));

        expect(new Set(nodes.map(({ urn }) => urn))).toEqual(reached);
      }),
    );
  });
});
