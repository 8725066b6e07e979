import {
  CalendarDateSchema,
  DatasetNameSchema,
  DefinitionNameSchema,
  InstanceIdSchema,
  parseAsOf,
  SemanticVersionSchema,
} from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import type { Predictions } from '@optaic/mlops/guardrails';
import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { environmentFingerprint } from './environment-fingerprint.ts';
import { judgePredictions } from './guard-inference.ts';
import type { InferencePlan } from './inference-plan.ts';
import type { BatchSummary } from './prediction-batch.ts';

const PRICES = DatasetNameSchema.parse('prices');
const DECISION = CalendarDateSchema.parse('2020-01-03');

const PLAN: InferencePlan = {
  runId: runIdFrom('inference'),
  instanceId: InstanceIdSchema.parse('Alpha'),
  space: 'team',
  category: 'signal',
  actor: { kind: 'person', id: 'researcher' },
  asOf: parseAsOf('2020-01-03'),
  clock: 'simulated',
  definition: {
    name: DefinitionNameSchema.parse('mean-model'),
    version: SemanticVersionSchema.parse('1.0.0'),
    digest: sha256Hex('bundle'),
  },
  bundleKey: 'definitions/mean-model.js',
  model: {
    version: 1,
    onnx: { key: 'models/model.onnx', sha256: sha256Hex('model') },
    featureNames: ['momentum'],
    trainedAsOf: parseAsOf('2019-12-31'),
  },
  datasets: [
    {
      name: PRICES,
      version: 1,
      manifestKey: 'manifest.json',
      schema: { columns: [], knowledgeGrade: 'assumed', scheduled: false },
    },
  ],
  rewrites: [],
  stale: [],
  features: [{ dataset: PRICES, columns: ['momentum'] }],
  universe: PRICES,
  calendar: PRICES,
  featureLag: 1,
  outputDataset: DatasetNameSchema.parse('predictions'),
  owner: 'researcher',
  batches: [{ index: 0, decisionDates: [] }],
  environment: environmentFingerprint({ node: '24.0.0', architecture: 'x64' }),
};

const SUMMARY: BatchSummary = {
  predictionKey: 'batch-000.parquet',
  rows: 2,
  dropped: {},
  members: [{ decisionDate: DECISION, count: 2 }],
  maxKnowledgeTime: parseAsOf('2020-01-02'),
  inputs: {
    universe: {
      asOf: parseAsOf('2020-01-03'),
      entities: 2,
      members: 2,
      leavers: 0,
      joined: 0,
      survivorsOnly: true,
    },
    days: 1,
    emptyDays: [],
    coverage: [],
    freshness: [],
  },
  featureNames: ['momentum'],
};

const PREDICTIONS: Predictions = {
  rows: 2,
  entity: ['A', 'B'],
  decisionTime: new Float64Array(2).fill(Date.parse(DECISION)),
  score: Float32Array.of(0.1, 0.2),
  signal: Float32Array.of(-1, 1),
};

describe('judgePredictions', () => {
  it('passes complete signals within their bounds, from what was known', () => {
    expect(judgePredictions(PLAN, [SUMMARY], PREDICTIONS)).toMatchObject({ verdict: 'passed', issues: [] });
  });

  it('judges a regime by its probabilities too, and a relevance by its scores instead of its coverage', () => {
    const columns = { probability_0: Float32Array.of(1, 0.5), probability_1: Float32Array.of(0, 0.4) };
    const regime = { ...PREDICTIONS, columns: { ...columns, label: Float32Array.of(0, 0) } };
    const relevance = { ...PREDICTIONS, entity: ['momentum', 'value'], signal: Float32Array.of(0.1, 0.2) };
    const model = { ...PLAN.model, featureNames: ['momentum', 'value'] };

    const ofRegime = judgePredictions({ ...PLAN, category: 'macro_regime' }, [SUMMARY], regime);
    const ofRelevance = judgePredictions({ ...PLAN, category: 'relevance', model }, [SUMMARY], relevance);

    expect(ofRegime).toMatchObject({ verdict: 'warned', issues: [{ contract: 'regime.probabilities', rows: 1 }] });
    expect(ofRegime.contracts).toContain('signal.coverage');
    expect(ofRelevance.issues.map(({ contract }) => contract)).toEqual(['dataset.schema', 'relevance.scores']);
    expect(ofRelevance.contracts).not.toContain('signal.coverage');
  });

  it('blocks, in a team space too, a model trained after the as-of time', () => {
    const model = { ...PLAN.model, trainedAsOf: parseAsOf('2020-03-06') };

    expect(judgePredictions({ ...PLAN, model }, [SUMMARY], PREDICTIONS)).toMatchObject({
      verdict: 'blocked',
      issues: [{ contract: 'dataset.pit', code: 'lookahead.model', severity: 'error' }],
    });
  });

  it('blocks rows that became known after the as-of time, in any batch', () => {
    const later = { ...SUMMARY, maxKnowledgeTime: parseAsOf('2020-01-06') };

    expect(judgePredictions(PLAN, [later, SUMMARY], PREDICTIONS)).toMatchObject({
      verdict: 'blocked',
      issues: [{ contract: 'dataset.pit', value: '2020-01-06T23:59:59.999Z' }],
    });
  });

  it('blocks a missing signal and a missing feature', () => {
    const signal = Float32Array.of(Number.NaN, 1);

    expect(judgePredictions(PLAN, [SUMMARY], { ...PREDICTIONS, signal })).toMatchObject({
      verdict: 'blocked',
      issues: [{ contract: 'signal.schema' }],
    });
    expect(judgePredictions(PLAN, [{ ...SUMMARY, featureNames: ['value'] }], PREDICTIONS)).toMatchObject({
      verdict: 'blocked',
      issues: [{ contract: 'dataset.schema' }],
    });
  });

  it('warns in a team space and blocks in an official one when the signals leave their bounds or cover too little', () => {
    const wide = { ...PREDICTIONS, signal: Float32Array.of(-2, 1) };
    const thin = { ...SUMMARY, members: [{ decisionDate: DECISION, count: 20 }] };

    const team = judgePredictions(PLAN, [thin], wide);
    const official = judgePredictions({ ...PLAN, space: 'official' }, [thin], wide);

    expect(team.issues.map(({ contract }) => contract).toSorted()).toEqual(['signal.bounds', 'signal.coverage']);
    expect([team.verdict, official.verdict]).toEqual(['warned', 'blocked']);
  });
});
