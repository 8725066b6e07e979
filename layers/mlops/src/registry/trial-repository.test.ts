import { Sha256Schema, urn } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { newRun, newTrial, runningRun, writing } from '../../../../test/support/registry-fixtures.ts';
import type { Registry } from './registry.ts';

describe('createTrialRepository', () => {
  let embedded: EmbeddedRegistry;
  let registry: Registry;
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    registry = embedded.registry;
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const evaluation = (purpose: string) => runningRun(registry, newRun(purpose, 'evaluation'));

  it('keeps one record of a trial however often it is back-tested, with its newest result and its activities', async () => {
    const first = await registry.trials.recordTrial(newTrial('once', await evaluation('first')), writing());
    const later = newTrial('once', await evaluation('second'));
    const sha256 = Sha256Schema.parse('b'.repeat(64));
    const second = await registry.trials.recordTrial({ ...later, series: { ...later.series, sha256 } }, writing());

    expect([first.revision, second.revision]).toEqual([1, 2]);
    expect(second).toMatchObject({ id: first.id, runId: later.runId, firstRecordedAt: first.firstRecordedAt });
    expect((await registry.trials.listTrials(first.line)).items).toEqual([second]);
    const log = (await registry.activities.listActivitiesOf(urn.trial(first.id))).items;
    expect(log.map(({ action, payload }) => [action, payload.isNew, payload.seriesSha256])).toEqual([
      ['trial.recorded', true, first.series.sha256],
      ['trial.recorded', false, sha256],
    ]);
  });

  it('counts another hyperparameter as another trial, in the order of their ids', async () => {
    const trial = newTrial('tuned', await evaluation('tuned'));
    for (const rounds of [10, 20, 30]) {
      await registry.trials.recordTrial(
        { ...trial, identity: { ...trial.identity, hyperparameters: { rounds } } },
        writing(),
      );
    }

    const ids = (await registry.trials.allTrials(trial.line)).map(({ id }) => id);

    expect(ids).toHaveLength(3);
    expect(ids).toEqual(ids.toSorted());
  });

  it('records once for a stage that is run again, and each of several that end together', async () => {
    const again = writing();
    const trial = newTrial('raced', await evaluation('raced'));

    await registry.trials.recordTrial(trial, again);
    await registry.trials.recordTrial(trial, again);
    await Promise.all(Array.from({ length: 4 }, () => registry.trials.recordTrial(trial, writing())));

    const [only] = await registry.trials.allTrials(trial.line);
    expect(only).toMatchObject({ revision: 5 });
  });

  it('throws run.not_running when the evaluation has ended, and trial.not_found for an unknown one', async () => {
    const runId = await evaluation('ended');
    await registry.runs.completeRun(runId, {}, writing());
    const trial = newTrial('ended', runId);

    await expect(registry.trials.recordTrial(trial, writing())).rejects.toMatchObject({ code: 'run.not_running' });
    await expect(registry.trials.getTrial(trial.line, 'a'.repeat(24))).rejects.toMatchObject({
      code: 'trial.not_found',
    });
  });
});
