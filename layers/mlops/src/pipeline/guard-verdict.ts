import { type Instant, type RunId, urn } from '@optaic/mlops/base';
import { describeBlock, type GuardrailReport, GuardrailReportSchema, VerdictSchema } from '@optaic/mlops/guardrails';
import type { Actor, Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import type { ObjectStore } from './object-store.ts';
import { stageWrite } from './stage-write.ts';

/** A state document holds at most 256 KiB; the report has everything. */
const REASON_LIMIT = 1_000;

export const GuardOutputSchema = z.strictObject({
  verdict: VerdictSchema,
  reportKey: z.string(),
  /** Why it was blocked; empty otherwise. */
  reason: z.string().max(REASON_LIMIT),
});
export type GuardOutput = z.infer<typeof GuardOutputSchema>;

export interface VerdictServices {
  readonly artifacts: ObjectStore;
  readonly registry: Pick<Registry, 'activities'>;
  now(): Instant;
}

/** Artifacts bucket: where the report of a run is that was judged. */
export function guardReportKey(runId: RunId): string {
  return `runs/${runId}/guard/report.json`;
}

/** Stores a report as `runs/<runId>/guard/report.json` and tells of it: `guardrails.validated` or `guardrails.blocked`. */
export async function recordVerdict(
  run: { runId: RunId; actor: Actor },
  judged: GuardrailReport,
  { artifacts, registry, now }: VerdictServices,
): Promise<GuardOutput> {
  const reportKey = guardReportKey(run.runId);
  const report = await artifacts.writeJsonOnce(reportKey, judged, GuardrailReportSchema);
  await registry.activities.recordActivities(
    [
      {
        resource: urn.run(run.runId),
        action: report.verdict === 'blocked' ? 'guardrails.blocked' : 'guardrails.validated',
        payload: {
          runId: run.runId,
          gate: report.gate,
          subject: report.subject,
          verdict: report.verdict,
          issues: report.issues.length,
          contracts: [...new Set(report.issues.map(({ contract }) => contract))],
          reportKey,
        },
      },
    ],
    stageWrite(run, 'guard', now()),
  );
  return { verdict: report.verdict, reportKey, reason: reasonOf(report) };
}

/** Begins with its code, as every cause that reaches a run's record does. */
function reasonOf(report: GuardrailReport): string {
  return report.verdict === 'blocked' ? `[guardrails.blocked] ${describeBlock(report)}`.slice(0, REASON_LIMIT) : '';
}
