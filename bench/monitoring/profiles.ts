import { createRandom } from '@optaic/mlops/base';
import type { Column } from '../../layers/mlops/src/monitoring/columns/column.ts';
import { profileColumn } from '../../layers/mlops/src/monitoring/profiles/column-profile.ts';
import { distributionOf, shareAtOrBelow } from '../../layers/mlops/src/monitoring/profiles/sketched-distribution.ts';
import { encodeProfile } from '../../layers/mlops/src/monitoring/profiles/stored-profile.ts';
import { summariseProfile } from '../../layers/mlops/src/monitoring/profiles/summarise-profile.ts';

const ROWS = 1_000_000;
const REPETITIONS = 3;
const LEAST_MILLIONS_A_SECOND = 5;
const HUNDRED_THOUSAND = 100_000;

/** Profiles of a million rows, warm, on one core; returns what was missed. */
export function benchProfiles(print: (line: string) => void): string[] {
  print('| column of 1 M rows | M values/s of CPU | rank error: bound | … seen | cardinality: seen | KiB stored |');
  print('|---|---:|---:|---:|---:|---:|');
  const missed: string[] = [];
  for (const [name, column] of columns()) {
    const speed = Math.max(...Array.from({ length: REPETITIONS }, () => millionsASecond(column)));
    const { bound, rankError, cardinalityError, bytes } = errorsOf(column);
    print(
      `| ${name} | ${speed.toFixed(1)} | ${bound === undefined ? '–' : percent(bound)} | ${rankError === undefined ? '–' : percent(rankError)} | ${percent(cardinalityError)} | ${(bytes / 1_024).toFixed(0)} |`,
    );
    if (speed < LEAST_MILLIONS_A_SECOND) missed.push(`${name}: ${speed.toFixed(1)} M values/s`);
  }
  return missed;
}

function columns(): ReadonlyMap<string, Column> {
  const random = createRandom(1);
  const numeric = (make: (row: number) => number): Column => ({
    kind: 'numeric',
    values: Float64Array.from({ length: ROWS }, (_, row) => make(row)),
  });
  return new Map([
    ['noise', numeric(() => random() + random() + random() - 1.5)],
    ['noise, a tenth missing', numeric(() => (random() < 0.1 ? Number.NaN : random()))],
    ['ascending', numeric((row) => row / 7)],
    ['ten whole numbers', numeric(() => Math.floor(random() * 10))],
    ['whole numbers below a thousand million', numeric(() => Math.floor(random() * 1e9))],
    [
      '100,000 categories',
      {
        kind: 'categorical',
        codes: Int32Array.from({ length: ROWS }, () => Math.floor(random() * HUNDRED_THOUSAND)),
        categories: Array.from({ length: HUNDRED_THOUSAND }, (_, i) => `name ${i}`),
      },
    ],
  ]);
}

function millionsASecond(column: Column): number {
  const start = process.cpuUsage();
  profileColumn(column);
  // Microseconds of CPU: values a microsecond are millions a second.
  return ROWS / process.cpuUsage(start).user;
}

interface Errors {
  /** Undefined for categories. */
  readonly bound?: number;
  readonly rankError?: number;
  readonly cardinalityError: number;
  readonly bytes: number;
}

function errorsOf(column: Column): Errors {
  const profile = profileColumn(column);
  const { distribution, cardinality } = summariseProfile(profile);
  const bytes = encodeProfile({ rows: ROWS, columns: new Map([['x', profile]]) }).length;
  if (column.kind === 'categorical') {
    const distinct = new Set(column.codes).size;
    return { cardinalityError: Math.abs(cardinality.value / distinct - 1), bytes };
  }
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  const sketched = distributionOf(profile.quantiles);
  let distinct = 0;
  let rankError = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (sorted[i] === sorted[i + 1]) continue;
    distinct++;
    rankError = Math.max(rankError, Math.abs(shareAtOrBelow(sketched, sorted[i]) - (i + 1) / sorted.length));
  }
  const cardinalityError = Math.abs(cardinality.value / distinct - 1);
  return { bound: distribution?.rankErrorBound ?? 0, rankError, cardinalityError, bytes };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
