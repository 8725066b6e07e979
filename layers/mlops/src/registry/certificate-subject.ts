import { IntegrityError, type RunId } from '@optaic/mlops/base';
import type { PitCertificate } from './records.ts';

/**
 * A certificate is about the run that made what it is stored with.
 *
 * @throws {IntegrityError} `certificate.another_run` when it is about another one.
 */
export function requireCertificateOf(runId: RunId, certificate: PitCertificate, subject: string): void {
  if (certificate.runId === runId) return;
  throw new IntegrityError(
    'certificate.another_run',
    `the certificate is about run ${certificate.runId}; ${subject} was made by run ${runId}`,
  );
}

/** What an activity tells of a certificate. */
export function certificateSummary({ runId, auditRunId, grade, verdict }: PitCertificate) {
  return { runId, auditRunId, grade, verdict };
}
