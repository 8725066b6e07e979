import { DatasetDiffSchema } from '@optaic/mlops/api';
import { describe, expect, it } from 'vitest';
import { describeDiff } from './diff-versions.ts';

const none = { count: 0, rows: [] };

describe('describeDiff', () => {
  it('shows what differs as old → new, and how many rows are not shown', () => {
    const diff = DatasetDiffSchema.parse({
      dataset: 'closes',
      from: 1,
      to: 2,
      added: none,
      revised: {
        count: 12,
        rows: [
          {
            before: { entity: 'B', knowledge_time: '2020-01-02T22:00:00.000Z', close: 20 },
            after: { entity: 'B', knowledge_time: '2020-01-06T22:00:00.000Z', close: null },
          },
        ],
      },
      changed: none,
      dropped: { count: 1, rows: [{ before: { entity: 'A', knowledge_time: 'x', close: 1 }, after: null }] },
      unchanged: 1_234,
    });

    expect(describeDiff(diff).split('\n')).toEqual([
      'closes@1 → @2',
      'rows       count',
      '─────────  ─────  ──────────────────────────────────────────────',
      'added          0  about events that were unknown',
      'revised       12  new knowledge about known events',
      'changed        0  rewritten in place: the same key, other values',
      'dropped        1  gone',
      'unchanged  1,234  in both',
      '',
      'revised, the first 1 of 12',
      'entity  knowledge_time                                       close',
      '──────  ───────────────────────────────────────────────────  ──────',
      'B       2020-01-02T22:00:00.000Z → 2020-01-06T22:00:00.000Z  20 → –',
      '',
      'dropped',
      'entity  knowledge_time  close',
      '──────  ──────────────  ─────',
      'A       x                   1',
    ]);
  });
});
