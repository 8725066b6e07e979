import { join } from 'node:path';
import { InvalidInputError } from '@optaic/mlops/base';
import { DatasetManifestSchema, diffVersions, type VersionDiff } from '@optaic/mlops/data';
import { localPartFiles } from '@optaic/mlops/pipeline/dataset-files';
import { withWorkbench } from '@optaic/mlops/pipeline/workbench';
import type { DatasetVersionRecord } from '@optaic/mlops/registry';
import type { RowServices } from './read-rows.ts';

/** Values of parts that one request can join before the API hangs up, about 20 s. */
const DIFF_LIMIT_VALUES = 100_000_000;

/**
 * Compares two versions of a dataset; downloads only the parts that are read.
 *
 * @throws {InvalidInputError} `dataset.diff_too_large`, `dataset.schemas_differ`.
 */
export async function diffDatasetVersions(
  { from, to }: { readonly from: DatasetVersionRecord; readonly to: DatasetVersionRecord },
  { data, scratch }: RowServices,
): Promise<VersionDiff> {
  const before = await data.readJson(from.manifestKey, DatasetManifestSchema);
  const after = await data.readJson(to.manifestKey, DatasetManifestSchema);
  const directory = join(scratch.directory, 'dataset-parts');
  let values = 0;
  return withWorkbench(scratch, ({ db }) =>
    diffVersions(db, {
      name: to.name,
      from: before,
      to: after,
      files: (parts) => {
        values += parts.reduce((sum, { rows }) => sum + rows, 0) * after.schema.columns.length;
        if (values > DIFF_LIMIT_VALUES) throw tooLarge(from, to, values);
        return localPartFiles(data, parts, directory);
      },
    }),
  );
}

function tooLarge(from: DatasetVersionRecord, to: DatasetVersionRecord, values: number): InvalidInputError {
  const shown = (count: number) => count.toLocaleString('en');
  return new InvalidInputError(
    'dataset.diff_too_large',
    `comparing ${to.name}@${from.version} with @${to.version} reads ${shown(values)} values or more; one request takes ${shown(DIFF_LIMIT_VALUES)}. Compare versions nearer to each other, or export both and compare them at home`,
    { details: { values, limit: DIFF_LIMIT_VALUES } },
  );
}
