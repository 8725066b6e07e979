import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CalendarDateSchema, NotFoundError, parseAsOf } from '@optaic/mlops/base';
import { buildFrame, type DatasetFiles, numberColumn, readAsOf } from '@optaic/mlops/data';
import { ContractNameSchema } from '@optaic/mlops/guardrails';
import { DatasetContractsSchema } from '@optaic/mlops/registry/dataset-schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestBench, type TestBench, testSchema } from '../../layers/mlops/src/data/test-tables.ts';

const PAGE = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/data.md'), 'utf8');

/** The cells of the table that a comment marks, without its header. */
function cellsOf(mark: string): string[][] {
  const [, table = ''] = PAGE.split(`<!-- ${mark} -->\n`);
  const lines = (table.split('\n\n')[0] ?? '').split('\n').slice(2);
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const numberOrMissing = (cell: string | undefined) => (cell === '–' ? undefined : Number(cell));

const answers = cellsOf('answers').map(([asOf = '', third, fourth, first, feature]) => ({
  asOf: CalendarDateSchema.parse(asOf),
  read: [
    ['2019-09-30', numberOrMissing(third)],
    ['2019-12-31', numberOrMissing(fourth)],
    ['2020-03-31', numberOrMissing(first)],
  ].filter(([, value]) => value !== undefined),
  feature: numberOrMissing(feature),
}));

describe('docs/data.md, the worked revision', () => {
  let bench: TestBench;
  let earnings: DatasetFiles;
  let universe: DatasetFiles;

  beforeAll(async () => {
    bench = await openTestBench();
    const rows = cellsOf('rows').map(([entity = '', event = '', known = '', eps]) => ({
      entity,
      event,
      known,
      values: { eps: Number(eps) },
    }));
    earnings = await bench.dataset('earnings', rows, testSchema(['eps']));
    const member = { entity: 'ACME', event: '2019-01-01', known: '2019-01-01', values: { member: 1 } };
    universe = await bench.dataset('universe', [member], testSchema(['member']));
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  it('has five rows and five answers', () => {
    expect({ rows: cellsOf('rows').length, answers: answers.length }).toEqual({ rows: 5, answers: 5 });
  });

  it.each(answers)('reads as of $asOf what the page says', async ({ asOf: date, read }) => {
    const reading = readAsOf(bench.db, { ...earnings, asOf: parseAsOf(date) });
    if (read.length === 0) {
      await expect(reading).rejects.toMatchObject({ code: 'dataset.not_known_yet' });
      await expect(reading).rejects.toBeInstanceOf(NotFoundError);
      return;
    }
    const table = await reading;
    const [events, eps] = [numberColumn(table, 'event_time'), numberColumn(table, 'eps')];
    const found = [...events].map((event, row) => [new Date(event).toISOString().slice(0, 10), eps[row]]);

    expect(found).toEqual(read);
  });

  it.each(answers.filter(({ feature }) => feature !== undefined))(
    'gives a decision on $asOf the feature $feature',
    async ({ asOf: date, feature }) => {
      const { panel } = await buildFrame(bench.db, {
        decisions: [date],
        calendar: [date],
        featureLag: 0,
        asOf: parseAsOf(date),
        features: [{ ...earnings, columns: ['eps'] }],
        universe,
      });

      expect([...panel.features]).toEqual([Math.fround(feature ?? Number.NaN)]);
    },
  );
});

describe('docs/data.md, the contracts', () => {
  it('shows contracts that a dataset can promise', () => {
    const [, shown = ''] = /```json\n("contracts".*?)```/s.exec(PAGE) ?? [];
    const { contracts } = JSON.parse(`{${shown}}`);

    expect(DatasetContractsSchema.parse(contracts)).toEqual(contracts);
  });

  it('has a row for each dataset contract', () => {
    const rows = [...PAGE.matchAll(/^\| `(dataset\.\w+)` \|/gm)].map(([, name]) => name);

    expect(rows.toSorted()).toEqual(
      ContractNameSchema.options.filter((name) => name.startsWith('dataset.')).toSorted(),
    );
  });
});
