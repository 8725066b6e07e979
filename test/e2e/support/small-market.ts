import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateDataset, CreateInstance } from '@optaic/mlops/api';
import {
  createRandom,
  type DatasetName,
  DatasetNameSchema,
  DefinitionNameSchema,
  InstanceIdSchema,
  SemanticVersionSchema,
} from '@optaic/mlops/base';

const NAMES = 8;
const DAYS = 170;
const HORIZON = 5;
const DAY_MS = 86_400_000;
const FEATURES = ['momentum', 'volatility', 'value'] as const;

export const LABELS: DatasetName = DatasetNameSchema.parse('small_returns');
export const UNIVERSE: DatasetName = DatasetNameSchema.parse('small_universe');

/** The business days from 2019-06-03 on. */
function businessDays(): string[] {
  const days: string[] = [];
  for (let time = Date.parse('2019-06-03'); days.length < DAYS; time += DAY_MS) {
    const day = new Date(time);
    if (day.getUTCDay() % 6 !== 0) days.push(day.toISOString().slice(0, 10));
  }
  return days;
}

const days = businessDays();

/** What may be known when the model trains, and when it predicts. */
export const TRAIN_AS_OF = days[DAYS - 15] ?? '';
export const PREDICT_AS_OF = days[DAYS - 8] ?? '';

function csv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return `${[header, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

const knownOn = (day: string | undefined) => `${day}T22:00:00.000Z`;

/** A small panel of noise with a little signal, the same each time; one CSV file a dataset. */
export function writeSmallMarket(directory: string, features: DatasetName): ReadonlyMap<DatasetName, string> {
  const random = createRandom(11);
  const featureRows: (string | number)[][] = [];
  const labelRows: (string | number)[][] = [];
  for (let name = 0; name < NAMES; name++) {
    const entity = `N${name}`;
    for (const [index, day] of days.entries()) {
      const values = FEATURES.map(() => random() - 0.5);
      featureRows.push([entity, `${day}T00:00:00.000Z`, knownOn(day), ...values]);
      const known = days[index + HORIZON];
      if (known === undefined) continue;
      labelRows.push([
        entity,
        `${day}T00:00:00.000Z`,
        knownOn(known),
        0.01 * (values[0] ?? 0) + 0.02 * (random() - 0.5),
      ]);
    }
  }
  const first = days[0];
  const members = Array.from({ length: NAMES }, (_, name) => [`N${name}`, `${first}T00:00:00.000Z`, knownOn(first), 1]);
  const keys = ['entity', 'event_time', 'knowledge_time'];
  const files: readonly (readonly [DatasetName, string])[] = [
    [features, csv([...keys, ...FEATURES], featureRows)],
    [LABELS, csv([...keys, 'forward_return'], labelRows)],
    [UNIVERSE, csv([...keys, 'member'], members)],
  ];
  return new Map(
    files.map(([name, text]) => {
      const path = join(directory, `${name}.csv`);
      writeFileSync(path, text);
      return [name, path];
    }),
  );
}

/** The request that creates one of the datasets. */
export function smallDataset(name: DatasetName): CreateDataset {
  const values = name === LABELS ? ['forward_return'] : name === UNIVERSE ? ['member'] : FEATURES;
  return {
    name,
    schema: {
      columns: [
        { name: 'entity', role: 'entity', type: 'string' },
        { name: 'event_time', role: 'event_time', type: 'timestamp' },
        { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
        ...values.map((value) => ({ name: value, role: 'value' as const, type: 'double' as const })),
      ],
      knowledgeGrade: 'assumed',
    },
  };
}

/** An instance over the small market, with its own features and predictions. */
export function smallInstance(id: string, features: DatasetName): CreateInstance {
  return {
    id: InstanceIdSchema.parse(id),
    name: id,
    definition: {
      name: DefinitionNameSchema.parse('xgb-signal-model'),
      version: SemanticVersionSchema.parse('1.1.0'),
    },
    trainingDatasets: [features],
    labelDataset: LABELS,
    inferenceDatasets: [features],
    outputDataset: DatasetNameSchema.parse(`predictions_${id}`),
    universe: UNIVERSE,
    config: {
      targetColumn: 'forward_return',
      trainWindow: 100,
      hyperparameters: { num_boost_round: 10, max_depth: 2 },
      seed: 7,
    },
  };
}
