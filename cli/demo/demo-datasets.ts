import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { CreateDataset } from '@optaic/mlops/api';
import { type CalendarDate, type DatasetName, DatasetNameSchema } from '@optaic/mlops/base';
import { nyse } from '@optaic/mlops/data/calendar';
import type { Column, DatasetContracts, UpdateFrequency } from '@optaic/mlops/registry/records';

const SOURCES = fileURLToPath(new URL('../../test/data/', import.meta.url));
const SQL_FILE = fileURLToPath(new URL('./datasets.sql', import.meta.url));

const KNOWLEDGE_RULE =
  'assumed: a close is known at 22:00 UTC of its day; closes are adjusted for later splits and dividends';

export interface DemoDataset {
  readonly name: DatasetName;
  readonly description: string;
  readonly hasEntity: boolean;
  readonly values: readonly string[];
  /** Names of the datasets it is made from. */
  readonly madeFrom: readonly DatasetName[];
  /** What it promises, judged at every write and before every run that reads it. */
  readonly contracts?: DatasetContracts;
  /** When new rows are due. */
  readonly updateFrequency: UpdateFrequency;
}

/** A row for every session, there by the end of the next one. */
const DAILY: UpdateFrequency = { every: 'daily', calendar: 'nyse', graceDays: 1 };

const name = (text: string): DatasetName => DatasetNameSchema.parse(text);

export const PRICES = name('us_large_cap_prices');
export const INDEX = name('us_index');
export const UNIVERSE = name('us_large_cap_universe');
export const FEATURES = name('price_features');
export const FORWARD_RETURNS = name('forward_returns_5d');
export const PREDICTIONS = name('spx_alpha_predictions');

/** In the order they are committed: what is made from others comes after them. */
export const DEMO_DATASETS: readonly DemoDataset[] = [
  {
    name: PRICES,
    description: 'Daily adjusted closes of 20 US large caps',
    hasEntity: true,
    values: ['close'],
    madeFrom: [],
    contracts: { ranges: { close: { minimum: 0 } } },
    updateFrequency: DAILY,
  },
  {
    name: INDEX,
    description: 'Daily level of the S&P 500',
    hasEntity: false,
    values: ['level'],
    madeFrom: [],
    updateFrequency: DAILY,
  },
  {
    name: UNIVERSE,
    description: 'The 20 names, members from their first close on: survivors as of 2022',
    hasEntity: true,
    values: ['member'],
    madeFrom: [PRICES],
    // A row is about the day a name joined; nobody knows when the next one will.
    updateFrequency: { ...DAILY, every: 'irregular' },
  },
  {
    name: FEATURES,
    description: 'Momentum, volatility, reversal, distance from the 52-week high and beta, from closes up to the day',
    hasEntity: true,
    values: [
      'momentum_20d',
      'momentum_60d',
      'momentum_120d',
      'volatility_20d',
      'volatility_60d',
      'reversal_5d',
      'distance_52w_high',
      'beta_60d',
    ],
    madeFrom: [PRICES, INDEX],
    updateFrequency: DAILY,
    contracts: {
      coverage: { universe: UNIVERSE, minimumShare: 0.95 },
      ranges: { volatility_20d: { minimum: 0 }, volatility_60d: { minimum: 0 }, distance_52w_high: { maximum: 0 } },
    },
  },
  {
    name: FORWARD_RETURNS,
    description: 'Return from the close of the day to the close five trading days later; known then',
    hasEntity: true,
    values: ['forward_return_5d'],
    madeFrom: [PRICES],
    // Known five sessions after the day they are about.
    updateFrequency: { ...DAILY, graceDays: 6 },
    contracts: { coverage: { universe: UNIVERSE, minimumShare: 0.95 }, ranges: { forward_return_5d: { minimum: -1 } } },
  },
];

function columnsOf({ hasEntity, values }: DemoDataset): Column[] {
  const key = (column: string, role: 'event_time' | 'knowledge_time'): Column => ({
    name: column,
    role,
    type: 'timestamp',
    nullable: false,
  });
  return [
    ...(hasEntity ? [{ name: 'entity', role: 'entity', type: 'string', nullable: false } as const] : []),
    key('event_time', 'event_time'),
    key('knowledge_time', 'knowledge_time'),
    ...values.map((value): Column => ({ name: value, role: 'value', type: 'double', nullable: false })),
  ];
}

/** The request that creates a demo dataset. */
export function creationOf(dataset: DemoDataset): CreateDataset {
  return {
    name: dataset.name,
    description: dataset.description,
    space: 'team',
    schema: {
      columns: columnsOf(dataset),
      knowledgeGrade: 'assumed',
      knowledgeRule: KNOWLEDGE_RULE,
      updateFrequency: dataset.updateFrequency,
      ...(dataset.contracts === undefined ? {} : { contracts: dataset.contracts }),
    },
  };
}

/** Makes every demo dataset from the price files by SQL and writes each as Parquet; returns the file of each. */
export async function writeDemoFiles(directory: string): Promise<ReadonlyMap<DatasetName, string>> {
  const database = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '1GB' });
  const connection = await database.connect();
  try {
    await connection.run(`set variable prices = '${join(SOURCES, 'us-large-cap-prices.csv.gz')}'`);
    await connection.run(`set variable index_levels = '${join(SOURCES, 'us-index.csv.gz')}'`);
    const statements = await connection.extractStatements(await readFile(SQL_FILE, 'utf8'));
    for (let index = 0; index < statements.count; index++) await (await statements.prepare(index)).run();
    const files = new Map<DatasetName, string>();
    for (const dataset of DEMO_DATASETS) {
      const file = join(directory, `${dataset.name}.parquet`);
      await connection.run(`copy ${dataset.name} to '${file}' (format parquet, compression zstd)`);
      files.set(dataset.name, file);
    }
    return files;
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

/** The last session of each week between two dates, both included: the days the demo predicts for. */
export function lastSessions(from: CalendarDate, to: CalendarDate): CalendarDate[] {
  const sessions = nyse.sessions(from, to);
  // A session is its week's last when the next one is in another week, or beyond the end.
  return sessions.filter((day, index) => {
    const next = sessions[index + 1];
    return next === undefined || weekOf(next) !== weekOf(day);
  });
}

/** Weeks from Monday to Sunday, counted from one that began on 1969-12-29. */
function weekOf(date: CalendarDate): number {
  return Math.floor((Date.parse(date) / 86_400_000 + 3) / 7);
}
