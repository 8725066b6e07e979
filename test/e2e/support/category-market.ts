import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateDataset } from '@optaic/mlops/api';
import { createRandom, type DatasetName, DatasetNameSchema } from '@optaic/mlops/base';

/** A market for definitions of every category: assets with features, and one series of the market itself. */

const ASSETS = 10;
const DAYS = 300;
const HORIZON = 5;
const DAY_MS = 86_400_000;
const STRETCH = 40;
const KEYS = ['entity', 'event_time', 'knowledge_time'];

const named = (name: string): DatasetName => DatasetNameSchema.parse(name);

export const MARKET = {
  features: named('asset_features'),
  returns: named('asset_returns'),
  universe: named('asset_universe'),
  series: named('market_series'),
  seriesReturns: named('market_returns'),
  seriesUniverse: named('market_universe'),
} as const;

/** Value columns of each dataset. */
const COLUMNS: Readonly<Record<DatasetName, readonly string[]>> = {
  [MARKET.features]: ['momentum', 'volatility', 'value'],
  [MARKET.returns]: ['forward_return'],
  [MARKET.universe]: ['member'],
  [MARKET.series]: ['market_return', 'market_volatility'],
  [MARKET.seriesReturns]: ['forward_return'],
  [MARKET.seriesUniverse]: ['member'],
};

/** Business days from 2019-01-01 on, `YYYY-MM-DD`. */
export const MARKET_DAYS: readonly string[] = businessDays();

function businessDays(): string[] {
  const days: string[] = [];
  for (let time = Date.parse('2019-01-01'); days.length < DAYS; time += DAY_MS) {
    const day = new Date(time);
    if (day.getUTCDay() % 6 !== 0) days.push(day.toISOString().slice(0, 10));
  }
  return days;
}

type Row = readonly [entity: string, day: number, known: number, ...values: number[]];

/** The rows of each dataset, the same each time. */
function marketRows(): ReadonlyMap<DatasetName, Row[]> {
  const random = createRandom(5);
  const noise = () => random() + random() - 1;
  const rows = new Map<DatasetName, Row[]>(Object.values(MARKET).map((name) => [name, []]));
  const add = (name: DatasetName, ...row: Row) => rows.get(name)?.push(row);
  const assets = Array.from({ length: ASSETS }, (_, asset) => `A${asset}`);
  for (let day = 0; day < DAYS; day++) {
    const turbulence = Math.floor(day / STRETCH) % 2 === 0 ? 1 : 4;
    for (const entity of assets) {
      const [momentum, volatility, value] = [noise(), noise(), noise()];
      add(MARKET.features, entity, day, day, momentum, volatility, value);
      const outcome = 0.012 * momentum * (value > 0 ? 1.5 : 0.3) + 0.02 * noise();
      if (day + HORIZON < DAYS) add(MARKET.returns, entity, day, day + HORIZON, outcome);
    }
    add(MARKET.series, 'MARKET', day, day, 0.01 * turbulence * noise(), Math.log(turbulence) + 0.2 * noise());
    if (day + HORIZON < DAYS) add(MARKET.seriesReturns, 'MARKET', day, day + HORIZON, 0.01 * turbulence * noise());
  }
  for (const entity of assets) add(MARKET.universe, entity, 0, 0, 1);
  add(MARKET.seriesUniverse, 'MARKET', 0, 0, 1);
  return rows;
}

/** One CSV file a dataset. */
export function writeCategoryMarket(directory: string): ReadonlyMap<DatasetName, string> {
  return new Map(
    [...marketRows()].map(([name, rows]) => {
      const path = join(directory, `${name}.csv`);
      const lines = rows.map(([entity, day, known, ...values]) =>
        [entity, `${MARKET_DAYS[day]}T00:00:00.000Z`, `${MARKET_DAYS[known]}T22:00:00.000Z`, ...values].join(','),
      );
      writeFileSync(path, `${[[...KEYS, ...COLUMNS[name]].join(','), ...lines].join('\n')}\n`);
      return [name, path];
    }),
  );
}

/** The request that creates one of the datasets. */
export function categoryDataset(name: DatasetName): CreateDataset {
  return {
    name,
    schema: {
      columns: [
        { name: 'entity', role: 'entity', type: 'string' },
        { name: 'event_time', role: 'event_time', type: 'timestamp' },
        { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
        ...COLUMNS[name].map((column) => ({ name: column, role: 'value' as const, type: 'double' as const })),
      ],
      knowledgeGrade: 'assumed',
    },
  };
}
