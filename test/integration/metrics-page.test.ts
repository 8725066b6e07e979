import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as metrics from '@optaic/mlops/metrics';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');

const page = readFileSync(join(ROOT, 'docs/metrics.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (name|metric) \|/.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

/** The names of a cell; `…SkippedDates` stands for the name before it with its last word replaced. */
function namesIn(cell = ''): string[] {
  const names: string[] = [];
  for (const [, name = ''] of cell.matchAll(/`([^`]+)`/g)) {
    names.push(name.startsWith('…') ? (names.at(-1) ?? '').replace(/Dates$/, name.slice(1)) : name);
  }
  return names;
}

describe('docs/metrics.md', () => {
  it('names a formula, and functions that exist, in every row', () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const [metric = '', formula = '', , functions = ''] of rows) {
      expect(formula, metric).not.toBe('');
      expect(namesIn(functions).length, metric).toBeGreaterThan(0);
      for (const name of namesIn(functions)) expect(metrics, metric).toHaveProperty(name);
    }
  });

  it('has every name that a signal report uses, and no other', () => {
    const { reports } = z
      .object({ reports: z.array(z.object({ metrics: z.record(z.string(), z.number()) })) })
      .parse(JSON.parse(readFileSync(join(ROOT, 'test/data/signal-metrics/expected.json'), 'utf8')));
    const used = new Set(reports.flatMap(({ metrics: figures }) => Object.keys(figures)));
    // The cumulative curve of the reference rises: no exponential fits it.
    used.add('rankInformationCoefficientFittedHalfLifeDays');

    const start = page.indexOf('## Signals');
    const signals = page.slice(start, page.indexOf('## Regimes'));
    const documented = signals
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .flatMap((line) => namesIn(line.split('|')[1]));

    expect(new Set(documented)).toEqual(used);
  });
});
