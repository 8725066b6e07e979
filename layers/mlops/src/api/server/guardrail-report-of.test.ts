import { parseAsOf, urn } from '@optaic/mlops/base';
import { GuardrailReportSchema, judgeFindings } from '@optaic/mlops/guardrails';
import { createMemoryObjectStore } from '@optaic/mlops/pipeline/object-store.memory';
import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { guardrailReportOf } from './guardrail-report-of.ts';

const id = runIdFrom('judged');
const run = { id, kind: 'ingest', status: 'failed' } as const;

describe('guardrailReportOf', () => {
  it('gives the report that the run stored', async () => {
    const artifacts = createMemoryObjectStore();
    const report = judgeFindings({
      gate: 'run.publish',
      subject: urn.run(id),
      space: 'team',
      asOf: parseAsOf('2020-01-02'),
      findings: { 'dataset.quality': [] },
    });
    await artifacts.writeJsonOnce(`runs/${id}/guard/report.json`, report, GuardrailReportSchema);

    expect(await guardrailReportOf(run, artifacts)).toEqual(report);
  });

  it('fails with guardrails.not_judged for a run without one', async () => {
    await expect(guardrailReportOf(run, createMemoryObjectStore())).rejects.toMatchObject({
      name: 'NotFoundError',
      code: 'guardrails.not_judged',
      message: expect.stringContaining('(ingest, failed)'),
    });
  });
});
