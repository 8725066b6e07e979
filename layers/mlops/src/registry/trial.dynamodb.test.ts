import { describe, expect, it } from 'vitest';
import { createTrialTable } from './trial.dynamodb.ts';
import { TrialRecordSchema } from './trial-record.ts';

const table = createTrialTable({ table: 'registry' });
const trial = TrialRecordSchema.parse({
  id: '0123456789abcdef01234567',
  line: 'members.labels',
  identity: {
    definition: { name: 'xgb-signal-model', version: '1.0.0' },
    hyperparameters: { rounds: 100 },
    features: { datasets: ['features'], names: ['momentum'], lag: 1 },
    target: { dataset: 'labels', column: 'forward_return' },
    universe: 'members',
    split: { trainWindow: 1260 },
  },
  instanceId: 'SPX_Alpha',
  backtestInstanceId: 'SPX_Alpha_backtest_0123456789',
  runId: '01ARYZ6S410000000000000000',
  walk: { from: '2015-01-01', to: '2015-12-31', stepDays: 5, refit: 'yearly' },
  costBps: 5,
  holdingPeriods: 1,
  periodsPerYear: 50.4,
  observations: 52,
  metrics: { sharpeRatio: 0.5 },
  series: { key: 'runs/x/evaluate/series.json', sha256: 'a'.repeat(64) },
  firstRecordedAt: '2020-01-02T00:00:00.000Z',
  recordedAt: '2020-01-03T00:00:00.000Z',
  revision: 2,
});
const keys = { pk: 'research-line#members.labels', sk: 'trial#0123456789abcdef01234567' };
const item = { ...trial, ...keys, __edb_e__: 'trial', __edb_v__: '1' };

describe('createTrialTable', () => {
  it('trialOf reads one item', () => {
    expect(table.trialOf(trial.line, trial.id).params()).toEqual({ Key: keys, TableName: 'registry' });
  });

  it('trialsOf queries by line', () => {
    expect(table.trialsOf(trial.line).params()).toEqual({
      KeyConditionExpression: '#pk = :pk and begins_with(#sk1, :sk1)',
      TableName: 'registry',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk1': 'sk' },
      ExpressionAttributeValues: { ':pk': 'research-line#members.labels', ':sk1': 'trial#' },
    });
  });

  it('newTrial refuses a known trial', () => {
    expect(table.newTrial(trial).params()).toEqual({
      Item: item,
      TableName: 'registry',
      ConditionExpression: 'attribute_not_exists(#pk) AND attribute_not_exists(#sk)',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    });
  });

  it('nextRevision replaces only the revision it was made from', () => {
    expect(table.nextRevision(trial, 1).params()).toEqual({
      Item: item,
      TableName: 'registry',
      ConditionExpression: '#revision = :revision0',
      ExpressionAttributeNames: { '#revision': 'revision' },
      ExpressionAttributeValues: { ':revision0': 1 },
    });
  });
});
