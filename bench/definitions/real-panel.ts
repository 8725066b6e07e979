import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type LabelledPanel, selectLabelledRows } from '@optaic/mlops/base';
import { FEATURES, FORWARD_RETURNS, writeDemoFiles } from '../../cli/demo/demo-datasets.ts';

const DAY_MILLISECONDS = 86_400_000;
/** Trading days before the first test date: five years, as an instance trains by default. */
const TRAIN_DATES = 1_260;
/** The label's horizon and the embargo: dates between training and test. */
const GAP_DATES = 10;

/** The demo's features, each known the trading day before, with five-day returns: twenty large caps of 2022, survivors. */
export async function realPanel(): Promise<LabelledPanel> {
  const directory = await mkdtemp(join(tmpdir(), 'real-panel-'));
  const database = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await database.connect();
  try {
    const files = await writeDemoFiles(directory);
    const reader = await connection.runAndReadAll(`
      SELECT epoch_ms(day) AS decision, f.*, l.forward_return_5d AS label
      FROM (
        SELECT * EXCLUDE (event_time, knowledge_time), lead(event_time) OVER (PARTITION BY entity ORDER BY event_time) AS day
        FROM '${files.get(FEATURES)}'
      ) f
      JOIN '${files.get(FORWARD_RETURNS)}' l ON l.entity = f.entity AND l.event_time = f.day
      ORDER BY decision, f.entity`);
    const columns = reader.getColumnsObjectJS();
    const numbers = (name: string) => Float32Array.from(columns[name] ?? [], Number);
    const featureNames = Object.keys(columns).filter((name) => !['decision', 'entity', 'day', 'label'].includes(name));
    const labels = numbers('label');
    const rows = labels.length;
    const features = new Float32Array(featureNames.length * rows);
    featureNames.forEach((name, at) => {
      features.set(numbers(name), at * rows);
    });
    const decisionTime = Float64Array.from(columns.decision ?? [], Number);
    return { rows, entity: (columns.entity ?? []).map(String), decisionTime, featureNames, features, labels };
  } finally {
    connection.closeSync();
    database.closeSync();
    await rm(directory, { recursive: true, force: true });
  }
}

export interface YearSplit {
  readonly year: number;
  /** The 1,260 dates that end ten trading days before the year: every label is known when it begins. */
  readonly train: LabelledPanel;
  readonly test: LabelledPanel;
}

/** Refits once a year: each year is tested by what was trained before it. */
export function* yearly(panel: LabelledPanel, from: number): Generator<YearSplit, void> {
  const dates = [...new Set(panel.decisionTime)];
  const last = new Date(dates.at(-1) ?? 0).getUTCFullYear();
  for (let year = from; year <= last; year++) {
    const start = dates.findIndex((date) => date >= Date.UTC(year, 0, 1));
    const trainEnd = start - GAP_DATES;
    if (trainEnd < TRAIN_DATES) continue;
    const between = (first: number, end: number) =>
      selectLabelledRows(
        panel,
        Array.from(panel.decisionTime.keys()).filter(
          (row) => panel.decisionTime[row] >= first && panel.decisionTime[row] < end,
        ),
      );
    const train = between(dates[trainEnd - TRAIN_DATES], dates[trainEnd]);
    const test = between(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
    if (test.rows > 0) yield { year, train, test };
  }
}

/** A panel with other columns, of the same rows. */
export function withColumns(panel: LabelledPanel, columns: Readonly<Record<string, Float32Array>>): LabelledPanel {
  const featureNames = Object.keys(columns);
  const features = new Float32Array(featureNames.length * panel.rows);
  featureNames.forEach((name, at) => {
    features.set(columns[name] ?? [], at * panel.rows);
  });
  return { ...panel, featureNames, features };
}

/** A feature of a panel. */
export function columnOf(panel: LabelledPanel, name: string): Float32Array {
  const at = panel.featureNames.indexOf(name);
  return panel.features.subarray(at * panel.rows, (at + 1) * panel.rows);
}

/** As `2006-01-03`. */
export function dayOf(time: number): string {
  return new Date(Math.floor(time / DAY_MILLISECONDS) * DAY_MILLISECONDS).toISOString().slice(0, 10);
}
