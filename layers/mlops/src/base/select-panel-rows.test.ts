import { describe, expect, it } from 'vitest';
import { selectLabelledRows } from './select-panel-rows.ts';

describe('selectLabelledRows', () => {
  it('takes the rows at the positions, column by column', () => {
    const panel = {
      rows: 3,
      entity: ['A', 'B', 'A'],
      decisionTime: Float64Array.of(1, 1, 2),
      featureNames: ['x', 'y'],
      features: Float32Array.of(1, 2, 3, 10, 20, 30),
      labels: Float32Array.of(0.1, 0.2, 0.3),
    };

    expect(selectLabelledRows(panel, Int32Array.of(0, 2))).toEqual({
      rows: 2,
      entity: ['A', 'A'],
      decisionTime: Float64Array.of(1, 2),
      featureNames: ['x', 'y'],
      features: Float32Array.of(1, 3, 10, 30),
      labels: Float32Array.of(0.1, 0.3),
    });
  });
});
