import { describe, expect, it } from 'vitest';
import { formatVersionMetrics } from './format-versions.ts';

describe('formatVersionMetrics', () => {
  it('has a line a metric and a column a version, and says where a version has none', () => {
    const table = formatVersionMetrics([
      { version: 2, metrics: { netSharpeRatio: 0.51, signalRows: 900 } },
      { version: 1, metrics: { meanRankInformationCoefficient: 0.0301 } },
    ]);

    const cells = table.split('\n').map((line) => line.trim().split(/\s{2,}/));
    expect(cells[0]).toEqual(['metric', '@2', '@1']);
    expect(cells).toContainEqual(['meanRankInformationCoefficient', '–', '0.030100']);
    expect(cells).toContainEqual(['netSharpeRatio', '0.510000', '–']);
    expect(cells).toContainEqual(['signalRows', '900', '–']);
  });
});
