import { describe, expect, it } from 'vitest';
import { createModelVersionTable } from './model-version.dynamodb.ts';
import { ModelVersionRecordSchema } from './records.ts';

const table = createModelVersionTable({ table: 'registry' });
const version = ModelVersionRecordSchema.parse({
  instanceId: 'SPX_Alpha',
  version: 2,
  stage: 'staging',
  runId: '01ARYZ6S410000000000000000',
  onnxSha256: 'a'.repeat(64),
  nativeSha256: 'b'.repeat(64),
  onnxKey: 'models/a/model.onnx',
  nativeKey: 'models/b/model.json',
  signature: { featureNames: ['momentum'], output: 'score' },
  metrics: { meanRankInformationCoefficient: 0.02 },
  hyperparameters: { max_depth: 3 },
  seed: 7,
  trainedAsOf: '2019-12-31T23:59:59.999Z',
  trainingDatasets: [{ name: 'features', version: 1 }],
  definition: { name: 'xgb-signal-model', version: '1.0.0', digest: 'c'.repeat(64) },
  parity: { rows: 10, maximumAbsoluteDifference: 1e-7, rankCorrelation: 1, signDisagreements: 0 },
  baselineKey: 'runs/r/evaluate/baseline.json',
  knowledgeGrade: 'assumed',
  guardrails: { verdict: 'warned', reportKey: 'runs/r/guard/report.json' },
  createdAt: '2020-06-01T00:00:00.000Z',
  revision: 1,
});

describe('createModelVersionTable', () => {
  it('modelVersionOf reads one item', () => {
    expect(table.modelVersionOf('SPX_Alpha', 2).params()).toEqual({
      Key: {
        pk: 'instance#SPX_Alpha',
        sk: 'model#0000000002',
      },
      TableName: 'registry',
    });
  });

  it('modelVersionsOf queries an instance by version', () => {
    expect(table.modelVersionsOf('SPX_Alpha').params()).toEqual({
      KeyConditionExpression: '#pk = :pk and begins_with(#sk1, :sk1)',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'pk',
        '#sk1': 'sk',
      },
      ExpressionAttributeValues: {
        ':pk': 'instance#SPX_Alpha',
        ':sk1': 'model#',
      },
    });
  });

  it('newModelVersion refuses a taken number', () => {
    expect(table.newModelVersion(version).params()).toEqual({
      Item: {
        instanceId: 'SPX_Alpha',
        version: 2,
        stage: 'staging',
        runId: '01ARYZ6S410000000000000000',
        onnxSha256: 'a'.repeat(64),
        nativeSha256: 'b'.repeat(64),
        onnxKey: 'models/a/model.onnx',
        nativeKey: 'models/b/model.json',
        signature: {
          featureNames: ['momentum'],
          output: 'score',
        },
        metrics: {
          meanRankInformationCoefficient: 0.02,
        },
        hyperparameters: {
          max_depth: 3,
        },
        seed: 7,
        trainedAsOf: '2019-12-31T23:59:59.999Z',
        trainingDatasets: [
          {
            name: 'features',
            version: 1,
          },
        ],
        definition: {
          name: 'xgb-signal-model',
          version: '1.0.0',
          digest: 'c'.repeat(64),
        },
        parity: {
          rows: 10,
          maximumAbsoluteDifference: 1e-7,
          rankCorrelation: 1,
          signDisagreements: 0,
        },
        baselineKey: 'runs/r/evaluate/baseline.json',
        knowledgeGrade: 'assumed',
        guardrails: {
          verdict: 'warned',
          reportKey: 'runs/r/guard/report.json',
        },
        createdAt: '2020-06-01T00:00:00.000Z',
        revision: 1,
        pk: 'instance#SPX_Alpha',
        sk: 'model#0000000002',
        __edb_e__: 'model-version',
        __edb_v__: '1',
      },
      TableName: 'registry',
      ConditionExpression: 'attribute_not_exists(#pk) AND attribute_not_exists(#sk)',
      ExpressionAttributeNames: {
        '#pk': 'pk',
        '#sk': 'sk',
      },
    });
  });

  it('nextRevision is locked on the revision before', () => {
    expect(table.nextRevision({ ...version, stage: 'production', revision: 2 }, 1).params()).toEqual({
      Item: {
        instanceId: 'SPX_Alpha',
        version: 2,
        stage: 'production',
        runId: '01ARYZ6S410000000000000000',
        onnxSha256: 'a'.repeat(64),
        nativeSha256: 'b'.repeat(64),
        onnxKey: 'models/a/model.onnx',
        nativeKey: 'models/b/model.json',
        signature: {
          featureNames: ['momentum'],
          output: 'score',
        },
        metrics: {
          meanRankInformationCoefficient: 0.02,
        },
        hyperparameters: {
          max_depth: 3,
        },
        seed: 7,
        trainedAsOf: '2019-12-31T23:59:59.999Z',
        trainingDatasets: [
          {
            name: 'features',
            version: 1,
          },
        ],
        definition: {
          name: 'xgb-signal-model',
          version: '1.0.0',
          digest: 'c'.repeat(64),
        },
        parity: {
          rows: 10,
          maximumAbsoluteDifference: 1e-7,
          rankCorrelation: 1,
          signDisagreements: 0,
        },
        baselineKey: 'runs/r/evaluate/baseline.json',
        knowledgeGrade: 'assumed',
        guardrails: {
          verdict: 'warned',
          reportKey: 'runs/r/guard/report.json',
        },
        createdAt: '2020-06-01T00:00:00.000Z',
        revision: 2,
        pk: 'instance#SPX_Alpha',
        sk: 'model#0000000002',
        __edb_e__: 'model-version',
        __edb_v__: '1',
      },
      TableName: 'registry',
      ConditionExpression: '#revision = :revision0',
      ExpressionAttributeNames: {
        '#revision': 'revision',
      },
      ExpressionAttributeValues: {
        ':revision0': 1,
      },
    });
  });
});
