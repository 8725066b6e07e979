import { join } from 'node:path';
import { InvalidInputError, parseAsOf, urn } from '@optaic/mlops/base';
import { type DatasetFiles, openDuckDb, parquetRelation, quoteText, readAsOf } from '@optaic/mlops/data';
import { GuardrailReportSchema } from '@optaic/mlops/guardrails';
import { PitCertificateSchema } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { auditTraining } from './audit-training.ts';
import { checkLeaks } from './check-leaks.ts';
import { evaluateTraining } from './evaluate-training.ts';
import { fitTraining } from './fit-training.ts';
import { guardTraining } from './guard-training.ts';
import { planTraining } from './plan-training.ts';
import { plannedDataset } from './planned-dataset.ts';
import { prepareTraining } from './prepare-training.ts';
import { type FrameSummary, FrameSummarySchema } from './prepared-frame.ts';
import { MARKET_DATASETS } from './test-market.ts';
import { INSTANCE, openTestPipeline, type TestPipeline } from './test-pipeline.ts';
import { TrainingPlanSchema } from './training-plan.ts';

const AS_OF = '2018-10-31';

type Prepare = typeof prepareTraining;

/** A prepare stage that reads other files than it is given. */
function cheating(pipeline: TestPipeline, name: string, cheat: (rows: string) => string): Prepare {
  let written = 0;
  return (input, services) =>
    prepareTraining(input, {
      ...services,
      datasetFiles: async (dataset): Promise<DatasetFiles> => {
        const files = await services.datasetFiles(dataset);
        if (dataset.name !== name) return files;
        const { directory } = pipeline.services.scratch;
        const path = join(directory, `cheat-${written++}.parquet`);
        const db = await openDuckDb({ directory });
        await db.run(`COPY (${cheat(parquetRelation(files.files))}) TO ${quoteText(path)} (FORMAT parquet)`);
        db.close();
        return { ...files, files: [path] };
      },
    });
}

/** Every stage up to the guard, with this prepare stage in the run and in its audit. */
async function auditedBy(pipeline: TestPipeline, prepare: Prepare) {
  const { services } = pipeline;
  const runId = await pipeline.request('training', AS_OF);
  const { planKey } = await planTraining({ runId }, services);
  const stage = { runId, planKey };
  const { summaryKey } = await prepare(stage, services);
  const { fitKey } = await fitTraining({ ...stage, summaryKey }, services);
  const { evaluationKey } = await evaluateTraining({ ...stage, summaryKey, fitKey }, services);
  const stages = { prepareTraining: prepare, fitTraining };
  const audit = () => auditTraining({ ...stage, summaryKey, fitKey }, { ...services, stages });
  const { certificateKey } = await audit();
  const { leaksKey } = await checkLeaks({ ...stage, summaryKey, fitKey }, services);
  const evidence = { summaryKey, evaluationKey, leaksKey, certificateKey };
  const guard = await guardTraining({ ...stage, ...evidence }, services);
  const certificate = await services.artifacts.readJson(certificateKey, PitCertificateSchema);
  return { runId, audit, certificate, guard };
}

const CHEATS = {
  'rows that are read as if known at their event': [
    MARKET_DATASETS.labels,
    (rows: string) => `SELECT * REPLACE (event_time + INTERVAL 1 HOUR AS knowledge_time) FROM ${rows}`,
  ],
  'a mean of days to both sides': [
    MARKET_DATASETS.features,
    (rows: string) => `SELECT * REPLACE (avg(momentum) OVER (PARTITION BY entity ORDER BY event_time
      ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS momentum) FROM ${rows}`,
  ],
  'a scale of all days': [
    MARKET_DATASETS.features,
    (rows: string) => `SELECT * REPLACE (volatility / max(volatility) OVER () AS volatility) FROM ${rows}`,
  ],
  'members that only became some later': [
    MARKET_DATASETS.universe,
    (rows: string) => `SELECT * REPLACE (TIMESTAMP '2018-01-01' AS event_time, TIMESTAMP '2018-01-02' AS knowledge_time)
      FROM ${rows} QUALIFY row_number() OVER (PARTITION BY entity ORDER BY knowledge_time DESC) = 1`,
  ],
} as const;

describe('auditTraining', () => {
  it('certifies that an honest training gives the same bits over poisoned data', async () => {
    await using pipeline = await openTestPipeline();

    const { runId, certificate, guard, audit } = await auditedBy(pipeline, prepareTraining);

    expect(certificate).toMatchObject({
      runId,
      auditRunId: runId,
      kind: 'training',
      asOf: '2018-10-31T23:59:59.999Z',
      grade: 'C',
      seed: 7,
      verdict: 'identical',
    });
    expect(certificate.digests.map(({ output }) => output)).toEqual(['frame', 'onnx', 'native']);
    expect(certificate.datasets.map(({ name, version }) => `${name}@${version}`)).toEqual([
      'small_features@1',
      'small_returns@1',
      'small_universe@1',
    ]);
    for (const { futureRows, restatedRows, rowsKnown } of certificate.datasets) {
      expect(Math.min(futureRows, restatedRows, rowsKnown)).toBeGreaterThan(0);
    }
    const [features] = certificate.datasets;
    expect(features?.notANumber).toBeGreaterThan(50);
    expect(guard.verdict).not.toBe('blocked');
    const objects = new Map(pipeline.artifacts.objects);
    await audit();
    expect(pipeline.artifacts.objects).toEqual(objects); // writes its certificate once, and nothing else
  });

  it('prepares over poisoned data what it prepared before, split and measures of its inputs included', async () => {
    await using pipeline = await openTestPipeline();
    const summaries: FrameSummary[] = [];
    const watched: Prepare = async (input, services) => {
      const output = await prepareTraining(input, services);
      summaries.push(await services.artifacts.readJson(output.summaryKey, FrameSummarySchema));
      return output;
    };

    await auditedBy(pipeline, watched);

    expect(summaries).toHaveLength(2);
    expect(summaries[1]).toEqual(summaries[0]);
  });

  it.each(Object.entries(CHEATS))('finds a stage that uses %s, and the guard blocks it', async (_, [name, cheat]) => {
    await using pipeline = await openTestPipeline();

    const { certificate, guard } = await auditedBy(pipeline, cheating(pipeline, name, cheat));

    expect(certificate.verdict).toBe('different');
    expect(guard).toMatchObject({ verdict: 'blocked', reason: expect.stringContaining('dataset.pit') });
    const report = await pipeline.artifacts.readJson(guard.reportKey, GuardrailReportSchema);
    expect(report.issues).toContainEqual(
      expect.objectContaining({ contract: 'dataset.pit', code: 'leak.pit_audit_failed', severity: 'error' }),
    );
  });

  it('refuses a stage that poisoned data makes fail', async () => {
    await using pipeline = await openTestPipeline();
    const prepare: Prepare = async (input, services) => {
      const { datasets } = await services.artifacts.readJson(input.planKey, TrainingPlanSchema);
      const features = await services.datasetFiles(plannedDataset(datasets, MARKET_DATASETS.features));
      const { directory } = pipeline.services.scratch;
      const db = await openDuckDb({ directory });
      // Reads all there is: the days to come are about to be wrong.
      const { rows } = await readAsOf(db, { ...features, asOf: parseAsOf('2999-01-01') });
      db.close();
      if (rows !== 12 * 260) throw new InvalidInputError('frame.no_features', `${rows} rows`);
      return prepareTraining(input, services);
    };

    await expect(auditedBy(pipeline, prepare)).rejects.toMatchObject({
      name: 'IntegrityError',
      code: 'audit.poisoned_run_failed',
      message: expect.stringContaining('frame.no_features'),
    });
  });

  it('gives every version its certificate', async () => {
    await using pipeline = await openTestPipeline();
    const runId = await pipeline.request('training', AS_OF);

    await pipeline.train(runId);

    const { certificate } = await pipeline.registry.modelVersions.getModelVersion(INSTANCE, 1);
    expect(certificate).toMatchObject({ runId, verdict: 'identical' });
    const { items } = await pipeline.registry.activities.listActivitiesOf(urn.run(runId));
    expect(items.at(-1)?.action).toBe('training.completed');
  });
});
