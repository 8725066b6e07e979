import { describe, expect, it } from 'vitest';
import { gainShares } from './gain-shares.ts';
import { panelDataset } from './panel-dataset.ts';
import { parseGbdtParameters } from './parameters.ts';
import { trainGbdt } from './train-gbdt.ts';

const panel = {
  rows: 8,
  entity: Array.from({ length: 8 }, () => 'A'),
  decisionTime: Float64Array.from({ length: 8 }, (_, row) => row),
  featureNames: ['used', 'idle'],
  features: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 1, 1, 1, 1, 1, 1, 1, 1),
  labels: Float32Array.of(0, 0, 0, 0, 1, 1, 1, 1),
};
const parameters = parseGbdtParameters({ num_boost_round: 2, max_depth: 1 });

describe('gainShares', () => {
  it('gives all of the gain to the one feature that splits', () => {
    expect(gainShares(trainGbdt(panelDataset(panel), parameters))).toEqual({ used: 1, idle: 0 });
  });

  it('gives equal shares where nothing splits', () => {
    const flat = panelDataset(panel, new Float32Array(8));

    expect(gainShares(trainGbdt(flat, parameters))).toEqual({ used: 0.5, idle: 0.5 });
  });
});
