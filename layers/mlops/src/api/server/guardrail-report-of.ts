import { NotFoundError } from '@optaic/mlops/base';
import { type GuardrailReport, GuardrailReportSchema } from '@optaic/mlops/guardrails';
import { guardReportKey } from '@optaic/mlops/pipeline/guard-verdict';
import type { ObjectStore } from '@optaic/mlops/pipeline/object-store';
import type { RunRecord } from '@optaic/mlops/registry';

/**
 * What the guardrails said of a run: every issue with its rows, value and limit. A refused ingest has one too.
 *
 * @throws {NotFoundError} `guardrails.not_judged` when the run did not come so far, or is of a kind that is not judged.
 */
export async function guardrailReportOf(
  { id, kind, status }: Pick<RunRecord, 'id' | 'kind' | 'status'>,
  artifacts: Pick<ObjectStore, 'readJson'>,
): Promise<GuardrailReport> {
  try {
    return await artifacts.readJson(guardReportKey(id), GuardrailReportSchema);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new NotFoundError(
      'guardrails.not_judged',
      `run ${id} (${kind}, ${status}) has no report of its guardrails: ingest, training and inference runs are judged, each in its validate or guard stage`,
      { cause: error },
    );
  }
}
