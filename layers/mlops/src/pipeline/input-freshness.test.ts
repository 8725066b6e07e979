import { DatasetNameSchema, parseAsOf } from '@optaic/mlops/base';
import type { DatasetFreshness } from '@optaic/mlops/data/freshness';
import { GuardrailReportSchema } from '@optaic/mlops/guardrails';
import { describe, expect, it } from 'vitest';
import { freshnessNotes, requireFresh } from './input-freshness.ts';
import { openTestPipeline } from './test-pipeline.ts';

// The market ends on 2018-12-28; what a label says of a day is known six weekdays later.
const DAILY = { every: 'daily', calendar: 'weekdays' } as const;

const LATE: DatasetFreshness = {
  dataset: DatasetNameSchema.parse('prices'),
  depth: 0,
  status: 'stale',
  lastEvent: parseAsOf('2018-10-22'),
  dueBy: parseAsOf('2018-10-24'),
  reason: 'its newest event is 2018-10-22T23:59:59.999Z, a later one was due by 2018-10-24T23:59:59.999Z',
};

describe('requireFresh', () => {
  it('refuses stale inputs in an official space and names each with its newest event and what was due', () => {
    const upstream = { ...LATE, dataset: DatasetNameSchema.parse('vendor'), depth: 2 };

    expect(() => requireFresh('official', [LATE, upstream])).toThrow(
      /an official space refuses stale inputs: "prices": its newest event is 2018-10-22.*due by 2018-10-24.*"vendor" upstream of the inputs: .*Commit newer rows/,
    );
  });

  it('lets them pass elsewhere, and fresh ones everywhere', () => {
    expect(() => requireFresh('team', [LATE])).not.toThrow();
    expect(() => requireFresh('personal', [LATE])).not.toThrow();
    expect(() => requireFresh('official', [{ ...LATE, status: 'ready' }])).not.toThrow();
  });
});

describe('freshnessNotes', () => {
  it('says what is not ready, and nothing of what is', () => {
    expect(freshnessNotes([LATE, { ...LATE, status: 'ready' }])).toEqual([`stale input "prices": ${LATE.reason}`]);
  });
});

describe('a run on stale inputs', () => {
  it('is refused by its plan in an official space when no row could make them fresh', async () => {
    const market = { knowledgeGrade: 'observed', updateFrequency: { ...DAILY, graceDays: 10 } } as const;
    await using pipeline = await openTestPipeline({ space: 'official', market });

    await expect(pipeline.train(await pipeline.request('training', '2019-02-28'))).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'dataset.stale',
      message: expect.stringContaining('"small_features": its newest event is 2018-12-28'),
    });
  });

  it('is refused in an official space by the rows known at its time, though later ones have been committed', async () => {
    const market = { knowledgeGrade: 'observed', updateFrequency: { ...DAILY, graceDays: 4 } } as const;
    await using pipeline = await openTestPipeline({ space: 'official', market });

    await expect(pipeline.train(await pipeline.request('training', '2018-10-31'))).rejects.toMatchObject({
      code: 'dataset.stale',
      message: expect.stringMatching(/"small_returns": its newest event is 2018-10-23.* was due by 2018-10-30/),
    });
  });

  it('goes on in a team space, and its report warns', async () => {
    const market = { updateFrequency: { ...DAILY, graceDays: 4 } } as const;
    await using pipeline = await openTestPipeline({ market });
    const training = await pipeline.request('training', '2018-10-31');
    await pipeline.train(training);
    const inference = await pipeline.request('inference', '2019-02-28', { modelVersion: 1 });
    await pipeline.infer(inference);

    const reportOf = (run: string) =>
      pipeline.artifacts.readJson(`runs/${run}/guard/report.json`, GuardrailReportSchema);
    const staleIn = async (run: string) =>
      (await reportOf(run)).issues.filter(({ contract }) => contract === 'dataset.freshness');

    expect(await staleIn(training)).toMatchObject([{ severity: 'warning', examples: ['small_returns'] }]);
    expect(await staleIn(inference)).toMatchObject([
      { severity: 'warning', examples: ['small_features'], value: '2018-12-28T00:00:00.000Z' },
    ]);
  });

  it('finds nothing in fresh ones', async () => {
    const market = { knowledgeGrade: 'observed', updateFrequency: { ...DAILY, graceDays: 6 } } as const;
    await using pipeline = await openTestPipeline({ market });
    const training = await pipeline.request('training', '2018-10-31');
    await pipeline.train(training);

    const report = await pipeline.artifacts.readJson(`runs/${training}/guard/report.json`, GuardrailReportSchema);
    expect(report.contracts).toContain('dataset.freshness');
    expect(report.issues.filter(({ contract }) => contract === 'dataset.freshness')).toEqual([]);
  });
});
