import { type CalendarDate, CalendarDateSchema, dateOf } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFrame } from './build-frame.ts';
import { numberColumn, textColumn } from './columnar-table.ts';
import { readAsOf } from './read-as-of.ts';
import { HAND_WORKED_HISTORIES, WEEKDAYS } from './test-hand-worked.ts';
import { asOfText, cellsOf, rowsOf } from './test-history-table.ts';
import { oracleFrame, oracleReadAsOf } from './test-oracle.ts';
import { instant, openTestBench, type TestBench, type TestRow, testSchema } from './test-tables.ts';

const ALWAYS_MEMBERS = `
  entity | event      | known      | member
  A      | 2020-01-01 | 2020-01-01 | 1
  B      | 2020-01-01 | 2020-01-01 | 1`;

const SCHEMAS = {
  v: testSchema(['v']),
  r: testSchema(['r'], { hasEntity: false }),
  member: testSchema(['member']),
  y: testSchema(['y']),
};

describe('hand-worked histories', () => {
  let bench: TestBench;
  beforeAll(async () => {
    bench = await openTestBench();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  it.each(HAND_WORKED_HISTORIES.filter(({ reads }) => reads !== undefined))(
    'as-of reads: $title',
    async ({ rows, backfilled, reads }) => {
      for (const { version, asOf, reads: expected } of cellsOf(reads ?? '')) {
        const writes = [rowsOf(rows), ...(backfilled === undefined || version === '1' ? [] : [rowsOf(backfilled)])];
        const dataset = await bench.written('history', writes, SCHEMAS.v);
        const request = { ...dataset, asOf: instant(asOfText(asOf)) };
        if (expected.startsWith('dataset.')) {
          await expect(readAsOf(bench.db, request), asOf).rejects.toMatchObject({ code: expected });
          expect(oracleReadAsOf(writes.flat(), asOfText(asOf))).toEqual([]);
          continue;
        }

        const table = await readAsOf(bench.db, request);

        const [event, v] = [numberColumn(table, 'event_time'), numberColumn(table, 'v')];
        const shown = textColumn(table, 'entity').map((entity, row) => `${entity} ${dayOf(event[row])}=${v[row]}`);
        expect(shown.join(', '), asOf).toBe(expected);
        const oracle = oracleReadAsOf(writes.flat(), asOfText(asOf));
        expect(
          oracle.map((row) => `${row.entity} ${row.event.slice(0, 10)}=${row.values.v ?? Number.NaN}`).join(', '),
        ).toBe(expected);
      }
    },
  );

  it.each(HAND_WORKED_HISTORIES.filter(({ frame }) => frame !== undefined))(
    'frames: $title',
    async ({ rows, backfilled, frame }) => {
      if (frame === undefined) return;
      const { table, asOf, featureLag = 0, macro, labels, dropped = {} } = frame;
      const calendar = dates(frame.calendar ?? WEEKDAYS);
      const expected = cellsOf(table).map(({ decision, reads }) => ({ decision, reads }));
      const tables = {
        prices: [rowsOf(rows), ...(backfilled === undefined ? [] : [rowsOf(backfilled)])],
        universe: rowsOf(frame.universe ?? membersOf(rowsOf(rows), macro !== undefined)),
        macro: macro === undefined ? undefined : rowsOf(macro),
        labels: labels === undefined ? undefined : rowsOf(labels),
      };
      const request = {
        decisions: dates(expected.map(({ decision }) => decision)),
        calendar,
        featureLag,
        asOf: instant(asOfText(asOf)),
        features: [
          { ...(await bench.written('prices', tables.prices, SCHEMAS.v)), columns: ['v'] },
          ...(tables.macro === undefined
            ? []
            : [{ ...(await bench.written('macro', [tables.macro], SCHEMAS.r)), columns: ['r'] }]),
        ],
        universe: await bench.written('universe', [tables.universe], SCHEMAS.member),
      };
      const oracle = oracleFrame({
        ...request,
        sources: [
          { rows: tables.prices.flat(), hasEntity: true, columns: ['v'] },
          ...(tables.macro === undefined ? [] : [{ rows: tables.macro, hasEntity: false, columns: ['r'] }]),
        ],
        universe: tables.universe,
        ...(tables.labels === undefined ? {} : { labels: { rows: tables.labels, column: 'y' } }),
      });

      const labelled =
        tables.labels &&
        (await buildFrame(bench.db, {
          ...request,
          labels: { ...(await bench.written('labels', [tables.labels], SCHEMAS.y)), column: 'y' },
        }));
      const found = labelled ?? (await buildFrame(bench.db, request));

      const { panel } = found;
      const cells = panel.entity.map((entity, row) => {
        const features = panel.featureNames.map((_, feature) => panel.features[feature * panel.rows + row]);
        return shownRow(
          dayOf(panel.decisionTime[row]),
          entity,
          features,
          labelled && { value: labelled.panel.labels[row], known: labelled.panel.labelKnownTime[row] },
        );
      });
      expect(byDecision(cells, expected)).toEqual(expected);
      expect(found.dropped).toEqual({ not_in_universe: 0, no_feature: 0, label_unknown: 0, ...dropped });
      const oracleCells = oracle.rows.map(({ date, entity, features, label, labelKnown }) =>
        shownRow(
          date,
          entity,
          features,
          label === undefined ? undefined : { value: label, known: labelKnown ?? Number.NaN },
        ),
      );
      expect(byDecision(oracleCells, expected)).toEqual(expected);
      expect(oracle.dropped).toEqual(found.dropped);
    },
  );
});

const dates = (texts: readonly string[]): CalendarDate[] => texts.map((text) => CalendarDateSchema.parse(text));
const dayOf = (time: number): string => dateOf(instant(new Date(time).toISOString()));

/** The universe of a history that names none: its entities, always members; A and B where a macro series is read. */
function membersOf(rows: readonly TestRow[], hasMacro: boolean): string {
  const [header = '', ...members] = ALWAYS_MEMBERS.trim().split('\n');
  const wanted = members.filter((line) => hasMacro || rows.some(({ entity }) => line.trim().startsWith(`${entity} `)));
  return [header, ...wanted].join('\n');
}

function shownRow(
  decision: string,
  entity: string,
  features: readonly number[],
  label?: { value: number; known: number },
) {
  const values = features.map((value) => Number(value.toPrecision(6))).join('/');
  const known = label && new Date(label.known).toISOString().slice(0, 16).replace('T', ' ');
  return { decision, text: `${entity}=${values}${label === undefined ? '' : `:${label.value}@${known}`}` };
}

function byDecision(cells: readonly { decision: string; text: string }[], expected: readonly { decision: string }[]) {
  return expected.map(({ decision }) => ({
    decision,
    reads: cells
      .filter((cell) => cell.decision === decision)
      .map(({ text }) => text)
      .join(', '),
  }));
}
