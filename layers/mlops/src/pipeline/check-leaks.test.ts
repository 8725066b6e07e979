import { join } from 'node:path';
import { LeakReportSchema } from '@optaic/mlops/audit';
import { checkFeatureLeak, describeBlock, GuardrailReportSchema } from '@optaic/mlops/guardrails';
import { PitCertificateSchema } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { EvaluationSchema } from './evaluate-training.ts';
import { judgeModel } from './guard-training.ts';
import { FrameSummarySchema } from './prepared-frame.ts';
import { INSTANCE, openTestPipeline } from './test-pipeline.ts';
import { TrainingPlanSchema } from './training-plan.ts';

const AS_OF = '2018-10-31';
const leaky = (name: string) => join(import.meta.dirname, `../../../../test/support/leaky-definitions/${name}.ts`);

describe('checkLeaks', () => {
  it('says of each check what was compared, on how many rows and up to which dates', async () => {
    await using pipeline = await openTestPipeline();
    const runId = await pipeline.request('training', AS_OF);

    await pipeline.train(runId);

    const report = await pipeline.artifacts.readJson(`runs/${runId}/check-leaks/leaks.json`, LeakReportSchema);
    expect(report).toMatchObject({ budgetSeconds: 60 });
    expect(report.checks.map(({ check, outcome }) => [check, outcome])).toEqual([
      ['label_overlap', 'passed'],
      ['suspect_features', 'passed'],
      ['prefix_invariance', 'passed'],
      ['shuffled_future', 'passed'],
      ['scaler_window', 'passed'],
    ]);
    for (const { compared, rows, seconds } of report.checks) {
      expect(compared).not.toBe('');
      expect(rows).toBeGreaterThan(0);
      expect(seconds).toBeGreaterThanOrEqual(0);
    }
    expect(report.checks.find(({ check }) => check === 'prefix_invariance')?.cutDates).toHaveLength(4);
  });

  it.each([
    ['centred-scores', 'leak.prefix_variance', /predictions up to 2018-\d\d-\d\d move when later rows are left out/],
    ['refit-on-validation', 'leak.scaler_window', /the fitted model moves with the validation rows/],
  ])('has %s refused at registration in a team space, with the reason in the error', async (name, code, says) => {
    await using pipeline = await openTestPipeline({ space: 'team', definition: leaky(name) });
    const runId = await pipeline.request('training', AS_OF);

    const error = await pipeline.train(runId).catch((thrown: unknown) => thrown);

    expect(String(error)).toContain(`[guardrails.blocked] dataset.pit (${code}): `);
    expect(String(error)).toMatch(says);
    const report = await pipeline.artifacts.readJson(`runs/${runId}/guard/report.json`, GuardrailReportSchema);
    expect(report).toMatchObject({ space: 'team', verdict: 'blocked' });
    expect((await pipeline.registry.modelVersions.listModelVersions(INSTANCE)).items).toEqual([]);
  });

  it('has a suspect feature warned of in a team space, which bars promotion, and refused in an official one', async () => {
    await using pipeline = await openTestPipeline();
    const { artifacts } = pipeline;
    const runId = await pipeline.request('training', AS_OF);
    await pipeline.train(runId);
    const leaks = await artifacts.readJson(`runs/${runId}/check-leaks/leaks.json`, LeakReportSchema);
    const suspect = checkFeatureLeak({
      feature: 'momentum',
      meanRankInformationCoefficient: 0.5,
      standardError: 0.02,
      dates: 150,
    });
    const evidence = {
      summary: await artifacts.readJson(`runs/${runId}/prepare/summary.json`, FrameSummarySchema),
      evaluation: await artifacts.readJson(`runs/${runId}/evaluate/evaluation.json`, EvaluationSchema),
      certificate: await artifacts.readJson(`runs/${runId}/audit/certificate.json`, PitCertificateSchema),
      leaks: { ...leaks, checks: leaks.checks.map((check) => ({ ...check, findings: suspect })).slice(0, 1) },
    };
    const plan = await artifacts.readJson(`runs/${runId}/plan/plan.json`, TrainingPlanSchema);

    const inTeam = judgeModel({ ...plan, space: 'team' }, evidence);
    const inOfficial = judgeModel({ ...plan, space: 'official' }, evidence);

    expect(inTeam).toMatchObject({ leakSuspect: true, verdict: 'warned' });
    expect(inTeam.issues).toContainEqual(
      expect.objectContaining({ code: 'model.leak_suspect', severity: 'warning', examples: ['momentum'] }),
    );
    expect(inOfficial.verdict).toBe('blocked');
    expect(describeBlock(inOfficial)).toContain('model.leak (model.leak_suspect): feature momentum alone');
  });
});
