import { NotFoundError, type Urn } from '@optaic/mlops/base';
import type { DatasetVersionRecord, ModelVersionRecord, PitCertificate } from '@optaic/mlops/registry';

/**
 * The certificate of a version.
 *
 * @throws {NotFoundError} `certificate.not_found` when the run that made it has not been audited.
 */
export function certificateOf(
  { certificate, runId }: Pick<ModelVersionRecord | DatasetVersionRecord, 'certificate' | 'runId'>,
  subject: Urn,
): PitCertificate {
  if (certificate !== undefined) return certificate;
  throw new NotFoundError(
    'certificate.not_found',
    `${subject} has no certificate: its run was not audited; audit it with POST /v1/runs/${runId}/pit-audit`,
  );
}
