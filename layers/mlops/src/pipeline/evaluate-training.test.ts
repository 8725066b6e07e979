import { urn } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { GuardrailReportSchema } from '@optaic/mlops/guardrails';
import { describe, expect, it } from 'vitest';
import { auditTraining } from './audit-training.ts';
import { checkLeaks } from './check-leaks.ts';
import { EvaluationSchema, evaluateTraining } from './evaluate-training.ts';
import { FittedModelSchema, fitTraining } from './fit-training.ts';
import { guardTraining } from './guard-training.ts';
import { planTraining } from './plan-training.ts';
import { prepareTraining } from './prepare-training.ts';
import { openTestPipeline, type TestPipeline } from './test-pipeline.ts';

async function fitted(pipeline: TestPipeline) {
  const runId = await pipeline.request('training', '2018-10-31');
  const { planKey } = await planTraining({ runId }, pipeline.services);
  const { summaryKey } = await prepareTraining({ runId, planKey }, pipeline.services);
  const { fitKey } = await fitTraining({ runId, planKey, summaryKey }, pipeline.services);
  return { runId, planKey, summaryKey, fitKey };
}

/** Puts other bytes in the place of an artifact, and their digest into what the fit stage said. */
async function replaceNative(pipeline: TestPipeline, fitKey: string, change: (model: string) => string): Promise<void> {
  const { artifacts } = pipeline;
  const fit = await artifacts.readJson(fitKey, FittedModelSchema);
  const body = new TextEncoder().encode(change(new TextDecoder().decode(await artifacts.read(fit.native?.key ?? ''))));
  const sha256 = sha256Hex(body);
  const native = { key: `models/${sha256}/model.json`, sha256 };
  artifacts.objects.set(native.key, body);
  artifacts.objects.set(fitKey, new TextEncoder().encode(JSON.stringify({ ...fit, native })));
}

/** Adds to the first leaf of the last tree of an XGBoost model. */
function moveOneLeaf(model: string): string {
  const parsed = JSON.parse(model);
  const { left_children: left, split_conditions: conditions } = parsed.learner.gradient_booster.model.trees.at(-1);
  const leaf = left.indexOf(-1);
  conditions[leaf] += 1e-3;
  return JSON.stringify(parsed);
}

describe('evaluateTraining', () => {
  it('finds that both forms say the same', async () => {
    await using pipeline = await openTestPipeline();

    const { evaluationKey } = await evaluateTraining(await fitted(pipeline), pipeline.services);

    const { parity, skill } = await pipeline.artifacts.readJson(evaluationKey, EvaluationSchema);
    expect(parity).toMatchObject({ signDisagreements: 0 });
    expect(parity.maximumAbsoluteDifference).toBeLessThanOrEqual(1e-5);
    expect(parity.rankCorrelation).toBeGreaterThanOrEqual(0.9999);
    expect(skill.dates).toBe(30);
  });

  it("adds the platform's metrics of what would be published, and keeps their series", async () => {
    await using pipeline = await openTestPipeline();
    const stage = await fitted(pipeline);

    const { evaluationKey } = await evaluateTraining(stage, pipeline.services);

    const { metrics, skill } = await pipeline.artifacts.readJson(evaluationKey, EvaluationSchema);
    expect(metrics).toMatchObject({
      trainRmse: expect.any(Number),
      meanRankInformationCoefficient: skill.meanRankInformationCoefficient,
      rankInformationCoefficientStandardError: skill.standardError,
      rankInformationCoefficientDates: 30,
      signalDroppedRows: 0,
      meanCoverage: expect.any(Number),
      netSharpeRatio: expect.any(Number),
      costBps: 5,
    });
    const series = pipeline.series.get(stage.runId) ?? [];
    expect(series).toHaveLength(30);
    expect(series[0].figures).toMatchObject({
      rankInformationCoefficient: expect.any(Number),
      netReturn: expect.any(Number),
    });
  });

  it('measures a leaf moved by 1e-3, and the guard blocks it', async () => {
    await using pipeline = await openTestPipeline();
    const stage = await fitted(pipeline);
    const { leaksKey } = await checkLeaks(stage, pipeline.services);
    const { certificateKey } = await auditTraining(stage, pipeline.services);
    await replaceNative(pipeline, stage.fitKey, moveOneLeaf);

    const { evaluationKey } = await evaluateTraining(stage, pipeline.services);
    const { runId, planKey, summaryKey } = stage;
    const judged = { runId, planKey, summaryKey, evaluationKey, leaksKey, certificateKey };
    const guard = await guardTraining(judged, pipeline.services);

    expect(guard).toMatchObject({
      verdict: 'blocked',
      reason: expect.stringMatching(
        /^\[guardrails\.blocked\] model\.parity: native and served scores differ by 0\.001/,
      ),
    });
    const report = await pipeline.artifacts.readJson(guard.reportKey, GuardrailReportSchema);
    expect(report.issues).toContainEqual(
      expect.objectContaining({ contract: 'model.parity', severity: 'error', limit: 1e-5 }),
    );
    const { items } = await pipeline.registry.activities.listActivitiesOf(urn.run(runId));
    expect(items.at(-1)).toMatchObject({ action: 'guardrails.blocked', payload: { verdict: 'blocked' } });
  });

  it.each(['model.onnx', 'model.json'])('refuses a %s whose digest does not match', async (file) => {
    await using pipeline = await openTestPipeline();
    const stage = await fitted(pipeline);
    for (const [key, body] of pipeline.artifacts.objects) {
      if (key.endsWith(file)) pipeline.artifacts.objects.set(key, Uint8Array.from([...body, 0]));
    }

    await expect(evaluateTraining(stage, pipeline.services)).rejects.toMatchObject({
      name: 'IntegrityError',
      code: 'artifact.digest_mismatch',
    });
  });
});
