import { DatasetNameSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { CompositeFreshnessSchema, combineFreshness, type DatasetFreshness } from './combine-freshness.ts';
import type { FreshnessStatus } from './freshness.ts';

const of = (dataset: string, depth: number, status: FreshnessStatus): DatasetFreshness => ({
  dataset: DatasetNameSchema.parse(dataset),
  depth,
  status,
  reason: '',
});

describe('combineFreshness', () => {
  it('is the worst of all and names the ones that block, nearest first', () => {
    const composite = combineFreshness([of('prices', 2, 'stale'), of('features', 0, 'ready'), of('index', 1, 'error')]);

    expect(composite.status).toBe('error');
    expect(composite.blocking).toEqual(['index', 'prices']);
    expect(composite.datasets.map(({ dataset }) => dataset)).toEqual(['features', 'index', 'prices']);
    expect(CompositeFreshnessSchema.parse(composite)).toEqual(composite);
  });

  it('is ready when all are', () => {
    expect(combineFreshness([of('features', 0, 'ready'), of('prices', 1, 'ready')])).toMatchObject({
      status: 'ready',
      blocking: [],
    });
  });
});
