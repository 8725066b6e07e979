import { type Panel, selectPanelRows } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { evenlySpaced, sampleRows } from './select-rows.ts';

/** Four entities on three dates; feature 0 counts rows, feature 1 counts them down. */
const PANEL: Panel = {
  rows: 12,
  entity: Array.from({ length: 12 }, (_, row) => 'ABCD'[row % 4]),
  decisionTime: Float64Array.from({ length: 12 }, (_, row) => Math.floor(row / 4)),
  featureNames: ['up', 'down'],
  features: Float32Array.from({ length: 24 }, (_, i) => (i < 12 ? i : 23 - i)),
};

describe('selectPanelRows', () => {
  it('keeps the columns of the rows asked for', () => {
    const panel = selectPanelRows(PANEL, [1, 4]);

    expect(panel).toMatchObject({ rows: 2, entity: ['B', 'A'], featureNames: ['up', 'down'] });
    expect([...panel.decisionTime]).toEqual([0, 1]);
    expect([...panel.features]).toEqual([1, 4, 10, 7]);
  });
});

describe('sampleRows', () => {
  it('keeps every row where all fit', () => {
    expect(sampleRows(PANEL, { entities: 4, rows: 12, dates: 'last' })).toHaveLength(12);
  });

  it('keeps evenly spaced entities, by their names', () => {
    expect(sampleRows(PANEL, { entities: 2, rows: 12, dates: 'last' })).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it('keeps whole dates from one end', () => {
    expect(sampleRows(PANEL, { entities: 4, rows: 9, dates: 'first' })).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(sampleRows(PANEL, { entities: 4, rows: 9, dates: 'last' })).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('keeps one date that is larger than the sample', () => {
    expect(sampleRows(PANEL, { entities: 4, rows: 3, dates: 'first' })).toEqual([0, 1, 2, 3]);
    expect(sampleRows(PANEL, { entities: 4, rows: 3, dates: 'last' })).toEqual([8, 9, 10, 11]);
  });
});

describe('evenlySpaced', () => {
  it('begins with the first', () => {
    expect(evenlySpaced([0, 1, 2, 3, 4, 5], 3)).toEqual([0, 2, 4]);
  });
});
