import { join } from 'node:path';
import { CalendarDateSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { readFrame, readLabelledFrame, writeFrame } from './frame-file.ts';
import type { TimedPanel } from './frame-rows.ts';
import { decisionDates, takeDates } from './take-dates.ts';
import { openTestBench } from './test-tables.ts';

const [first, second] = [Date.parse('2020-01-02'), Date.parse('2020-01-03')];
const panel: TimedPanel = {
  rows: 3,
  entity: ['A', 'B', 'A'],
  decisionTime: Float64Array.of(first, first, second),
  featureNames: ['entity', 'label'],
  features: Float32Array.of(0.1, Number.NaN, 1e-40, 3, 4, 5),
  labels: Float32Array.of(0.5, -0.25, 0.125),
  labelKnownTime: Float64Array.of(second, second + 1, second + 2),
};

describe('writeFrame', () => {
  it('is read back to the bit, whatever its features are called', async () => {
    await using bench = await openTestBench();
    const path = join(bench.directory, 'frame.parquet');

    await writeFrame(bench.db, path, panel);

    expect(await readLabelledFrame(bench.db, path)).toEqual(panel);
  });

  it('is read without labels as it was written without', async () => {
    await using bench = await openTestBench();
    const path = join(bench.directory, 'frame.parquet');
    const { labels: _, labelKnownTime: __, ...unlabelled } = panel;

    await writeFrame(bench.db, path, unlabelled);

    expect(await readFrame(bench.db, path)).toEqual(unlabelled);
    await expect(readLabelledFrame(bench.db, path)).rejects.toMatchObject({ code: 'frame.labels_missing' });
  });
});

describe('takeDates', () => {
  it('keeps the rows of the dates, by column, in order', () => {
    expect(takeDates(panel, [CalendarDateSchema.parse('2020-01-02')])).toEqual({
      rows: 2,
      entity: ['A', 'B'],
      decisionTime: Float64Array.of(first, first),
      featureNames: ['entity', 'label'],
      features: Float32Array.of(0.1, Number.NaN, 3, 4),
      labels: Float32Array.of(0.5, -0.25),
      labelKnownTime: Float64Array.of(second, second + 1),
    });
  });
});

describe('decisionDates', () => {
  it('are distinct and ascending', () => {
    expect(decisionDates(panel)).toEqual(['2020-01-02', '2020-01-03']);
  });
});
