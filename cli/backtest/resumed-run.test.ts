import type { ApiClient } from '@optaic/mlops/api';
import { InstanceIdSchema } from '@optaic/mlops/base';
import { runIdFrom } from '@optaic/mlops/registry';
import { type RunRecord, RunRecordSchema } from '@optaic/mlops/registry/records';
import { describe, expect, it } from 'vitest';
import { type NeededRun, resumedRun } from './resumed-run.ts';

const INSTANCE = InstanceIdSchema.parse('SPX_backtest_0123456789');

function runOf(name: string, status: RunRecord['status'], changed: Partial<RunRecord> = {}): RunRecord {
  return RunRecordSchema.parse({
    id: runIdFrom(name),
    kind: 'training',
    mode: 'normal',
    status,
    instanceId: INSTANCE,
    actor: { kind: 'person', id: 'ada' },
    cause: { kind: 'person' },
    clock: 'simulated',
    asOf: '2014-12-31T23:59:59.999Z',
    request: {},
    inputs: [],
    createdAt: '2020-01-02T00:00:00.000Z',
    ...changed,
  });
}

/** An API that knows some runs; whatever is under way completes when it is looked at. */
function apiWith(runs: readonly RunRecord[]): ApiClient {
  const answers: Partial<Record<string, (parameters: unknown) => unknown>> = {
    listTrainingRuns: () => ({ items: runs }),
    getRun: (parameters) => ({ ...runOf('any', 'completed'), id: Object(parameters).run }),
  };
  const client = { call: async (id: string, input: { parameters?: unknown } = {}) => answers[id]?.(input.parameters) };
  return client as unknown as ApiClient; // the two operations that are called
}

function needed(keys: string[]): NeededRun {
  return {
    kind: 'training',
    purpose: 'train/2014-12-31',
    isIt: ({ asOf }) => asOf.startsWith('2014-12-31'),
    start: async (key) => {
      keys.push(key);
      return runOf('started', 'pending');
    },
  };
}

describe('resumedRun', () => {
  it.each([
    { name: 'takes the one that is completed', runs: [runOf('done', 'completed')], id: 'done', keys: [] },
    { name: 'waits for the one that is under way', runs: [runOf('busy', 'running')], id: 'busy', keys: [] },
    { name: 'starts one where there is none', runs: [], id: 'started', keys: ['train/2014-12-31/1'] },
    {
      name: 'tries one that failed again, as a request of its own',
      runs: [runOf('broken', 'failed'), runOf('stopped', 'cancelled')],
      id: 'started',
      keys: ['train/2014-12-31/3'],
    },
    {
      name: 'is not led astray by an audit, nor by runs of another purpose',
      runs: [
        runOf('audit', 'completed', { mode: 'pit-audit' }),
        runOf('later', 'completed', { asOf: RunRecordSchema.shape.asOf.parse('2015-12-31T23:59:59.999Z') }),
      ],
      id: 'started',
      keys: ['train/2014-12-31/1'],
    },
  ])('$name', async ({ runs, id, keys }) => {
    const used: string[] = [];

    const run = await resumedRun(apiWith(runs), INSTANCE, needed(used));

    expect(run).toMatchObject({ id: runIdFrom(id), status: 'completed' });
    expect(used).toEqual(keys);
  });
});
