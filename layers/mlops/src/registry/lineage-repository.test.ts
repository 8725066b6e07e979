import { UrnSchema, urn } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { newDataset, writing } from '../../../../test/support/registry-fixtures.ts';
import type { Registry } from './registry.ts';

describe('createLineageRepository', () => {
  let embedded: EmbeddedRegistry;
  let lineage: Registry['lineage'];
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    lineage = embedded.registry.lineage;
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const report = urn.report('r1');
  const predictions = (version: number) => urn.dataset(newDataset('predictions').name, version);

  it('records more edges than one transaction holds, and repeats of them once', async () => {
    const edges = Array.from({ length: 120 }, (_, n) => ({
      from: predictions(n + 1),
      to: report,
      kind: 'reported_in' as const,
    }));
    const context = writing();
    await lineage.recordEdges([...edges, ...edges.slice(0, 5)], context);
    await lineage.recordEdges(edges, context);

    const trace = await lineage.traceLineage(report, { direction: 'upstream', depth: 1 });

    expect(trace.nodes).toHaveLength(121);
    expect(trace.edges).toHaveLength(120);
  });

  it('gives a node without lineage alone', async () => {
    const start = UrnSchema.parse('dataset:lonely@1');

    expect(await lineage.traceLineage(start, { direction: 'both', depth: 5 })).toEqual({
      nodes: [{ urn: start, depth: 0 }],
      edges: [],
      truncated: false,
    });
  });

  it.each([-1, 1.5, 51])('refuses depth %s', async (depth) => {
    await expect(lineage.traceLineage(report, { direction: 'both', depth })).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'lineage.depth_out_of_range',
    });
  });
});
