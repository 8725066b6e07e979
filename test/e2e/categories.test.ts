import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CreateInstance, RowsPageSchema } from '@optaic/mlops/api';
import {
  CalendarDateSchema,
  type DatasetName,
  DatasetNameSchema,
  DefinitionNameSchema,
  InstanceIdSchema,
  SemanticVersionSchema,
} from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadFile } from '../../cli/upload-file.ts';
import { completedRun } from '../../cli/wait-for-run.ts';
import { categoryDataset, MARKET, MARKET_DAYS, writeCategoryMarket } from './support/category-market.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';

const MODEL_DEFS = resolve(import.meta.dirname, '../../model-defs');
const onDay = (index: number) => CalendarDateSchema.parse(MARKET_DAYS[index]);
const days = (from: number, to: number) => Array.from({ length: to - from }, (_, day) => onDay(from + day));

/** The signals train first, and are published for the days that combiner and filter learn from. */
const SIGNALS_TRAINED = 110;
const TRAINED = 270;
const PREDICTED = 280;

describe('definitions of every category', () => {
  let app: EmbeddedApp;
  let versions: ReadonlyMap<string, { version: string; category: string }>;

  beforeAll(async () => {
    app = await openEmbeddedApp();
    const researcher = app.as('researcher');
    const files = writeCategoryMarket(app.directory);
    for (const [dataset, file] of files) {
      await researcher.call('createDataset', { body: categoryDataset(dataset) });
      const { id } = await uploadFile(researcher, { dataset, file, mode: 'append', parents: [] });
      await completedRun(researcher, id);
    }
    const { items } = await researcher.call('listDefinitions', {});
    versions = new Map(items.map(({ name, version, category }) => [String(name), { version, category }]));
  }, 240_000);
  afterAll(() => app[Symbol.asyncDispose]());

  async function create(
    id: string,
    definition: string,
    instance: Pick<CreateInstance, 'trainingDatasets'> & Partial<CreateInstance>,
    config: Partial<CreateInstance['config']> = {},
  ): Promise<DatasetName> {
    const outputDataset = DatasetNameSchema.parse(`${id}_predictions`);
    await app.as('researcher').call('createInstance', {
      body: {
        id: InstanceIdSchema.parse(id),
        name: id,
        definition: {
          name: DefinitionNameSchema.parse(definition),
          version: SemanticVersionSchema.parse(versions.get(definition)?.version),
        },
        labelDataset: MARKET.returns,
        inferenceDatasets: instance.trainingDatasets,
        outputDataset,
        universe: MARKET.universe,
        ...instance,
        config: { targetColumn: 'forward_return', featureLag: 0, trainWindow: 150, ...config },
      },
    });
    return outputDataset;
  }

  /** Trains, promotes, predicts some days in one run and monitors; returns the runs' results. */
  async function walk(id: string, { trained, decisions }: { trained: number; decisions: readonly string[] }) {
    const researcher = app.as('researcher');
    const instance = InstanceIdSchema.parse(id);
    const parameters = { instance };
    const as = (day: string | undefined) => ({ asOf: CalendarDateSchema.parse(day), clock: 'simulated' }) as const;
    const training = await researcher.call('startTraining', { parameters, body: as(MARKET_DAYS[trained]) });
    const { result } = await completedRun(researcher, training.id);
    await app.as('approver').call('promoteModelVersion', {
      parameters: { instance, version: Number(result?.modelVersion) },
      body: { reason: 'test', effectiveAsOf: onDay(trained) },
    });
    const inferred = await infer(id, decisions);
    const monitoring = await researcher.call('startMonitoring', {
      parameters,
      body: { ...as(decisions.at(-1)), inferenceRunId: inferred.id },
    });
    const monitored = await completedRun(researcher, monitoring.id);
    return { metrics: result?.metrics, inferred, monitored };
  }

  async function infer(id: string, decisions: readonly string[]) {
    const researcher = app.as('researcher');
    const { id: runId } = await researcher.call('startInference', {
      parameters: { instance: InstanceIdSchema.parse(id) },
      body: {
        asOf: CalendarDateSchema.parse(decisions.at(-1)),
        clock: 'simulated',
        decisionDates: decisions.map((date) => CalendarDateSchema.parse(date)),
      },
    });
    return completedRun(researcher, runId);
  }

  async function rowsOf(dataset: DatasetName): Promise<Record<string, unknown>[]> {
    const page = await app.as('viewer').call('readRows', { parameters: { name: dataset }, query: { limit: 1_000 } });
    return RowsPageSchema.parse(page).items;
  }

  it('are all registered by the deployment, and usable', () => {
    const folders = readdirSync(MODEL_DEFS, { withFileTypes: true }).filter((entry) => entry.isDirectory());

    expect([...versions.keys()].sort()).toEqual(folders.map(({ name }) => name).sort());
    expect(new Set([...versions.values()].map(({ category }) => category))).toEqual(
      new Set(['signal', 'macro_regime', 'relevance', 'signal_combining', 'signal_filtering']),
    );
  });

  it('signal, combining and filtering: from features to signals to what is made of them', async () => {
    const decisions = days(SIGNALS_TRAINED + 1, PREDICTED + 1);
    const quick = { num_boost_round: 10, max_depth: 2 };
    const trainingDatasets = [MARKET.features];
    const first = await create(
      'momentum_alpha',
      'xgb-signal-model',
      { trainingDatasets },
      { trainWindow: 100, featureColumns: ['momentum', 'value'], hyperparameters: quick },
    );
    const second = await create(
      'other_alpha',
      'xgb-signal-model',
      { trainingDatasets },
      { trainWindow: 100, featureColumns: ['volatility', 'value'], hyperparameters: quick },
    );
    for (const id of ['momentum_alpha', 'other_alpha']) await walk(id, { trained: SIGNALS_TRAINED, decisions });

    const combined = await create(
      'combined_alpha',
      'signal-combiner-model',
      { trainingDatasets: [first, second] },
      { featureColumns: [`${first}.signal`, `${second}.signal`] },
    );
    const filtered = await create(
      'filtered_alpha',
      'signal-filter-model',
      { trainingDatasets: [first, MARKET.features] },
      { featureColumns: ['signal', 'momentum', 'value'], hyperparameters: { primary_column: 'signal' } },
    );
    const ofCombiner = await walk('combined_alpha', { trained: TRAINED, decisions: days(PREDICTED, PREDICTED + 1) });
    const ofFilter = await walk('filtered_alpha', { trained: TRAINED, decisions: days(PREDICTED, PREDICTED + 1) });

    expect(ofCombiner.inferred.result).toMatchObject({ rowsProcessed: 10 });
    expect(ofFilter.inferred.result).toMatchObject({ rowsProcessed: 10, state: { through: expect.any(Number) } });
    for (const row of await rowsOf(combined)) expect(Math.abs(Number(row.signal))).toBeLessThanOrEqual(1);
    for (const row of await rowsOf(filtered)) {
      expect(Number(row.size)).toBeGreaterThanOrEqual(0);
      expect([0, 1, 2, 3]).toContain(Number(row.reason));
    }
  }, 300_000);

  it('macro regime: one series, its state handed from run to run', async () => {
    const output = await create(
      'market_regime',
      'hmm-regime-model',
      {
        trainingDatasets: [MARKET.series],
        labelDataset: MARKET.seriesReturns,
        universe: MARKET.seriesUniverse,
      },
      { trainWindow: 250, hyperparameters: { n_components: 2, n_init: 3 } },
    );
    const { inferred, monitored } = await walk('market_regime', { trained: TRAINED, decisions: days(271, 274) });
    const later = await infer('market_regime', days(276, 277));

    expect(monitored.status).toBe('completed');
    const through = (day: number) => ({ state: { through: Date.parse(onDay(day)) } });
    expect(inferred.result).toMatchObject(through(273));
    expect(later.result).toMatchObject(through(276));
    const rows = await rowsOf(output);
    expect(rows).toHaveLength(4);
    for (const { probability_0, probability_1 } of rows) {
      expect(Number(probability_0) + Number(probability_1)).toBeCloseTo(1, 5);
    }
  }, 200_000);

  it('relevance: a row a feature, and the planted one matters most', async () => {
    const output = await create('feature_relevance', 'feature-relevance-model', {
      trainingDatasets: [MARKET.features],
    });
    const { inferred, monitored } = await walk('feature_relevance', {
      trained: TRAINED,
      decisions: days(PREDICTED, PREDICTED + 2),
    });

    expect(inferred.result).toMatchObject({ rowsProcessed: 6 });
    expect(monitored.status).toBe('completed');
    const rows = await rowsOf(output);
    const last = rows.filter(({ event_time }) => String(event_time).startsWith(String(MARKET_DAYS[PREDICTED + 1])));
    expect(last.map(({ entity }) => entity).sort()).toEqual(['momentum', 'value', 'volatility']);
    expect(last.reduce((sum, { score }) => sum + Number(score), 0)).toBeCloseTo(1, 5);
    expect(last.toSorted((a, b) => Number(b.score) - Number(a.score))[0]?.entity).toBe('momentum');
  }, 200_000);
});
