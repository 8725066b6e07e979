import { InvalidInputError, type ModelModule, Sha256Schema } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { checkOnnxFile } from '@optaic/mlops/onnx';
import type { RunRecord } from '@optaic/mlops/registry';
import { type ModelImport, ModelImportSchema } from '@optaic/mlops/registry/model-import';
import { z } from 'zod';
import type { ObjectStore } from './object-store.ts';

/** What a training run is asked to take in. */
const RunImportSchema = z.object({ import: ModelImportSchema.optional() });

/** The uploaded file as a run's own: artifacts bucket. */
export const UploadedModelSchema = z.strictObject({ key: z.string(), sha256: Sha256Schema });
export type UploadedModel = z.infer<typeof UploadedModelSchema>;

export interface ImportServices {
  readonly artifacts: ObjectStore;
  readonly data: ObjectStore;
}

/**
 * Takes the file that a run is to import into the run, once its structure is one of a model; what is declared of it goes
 * where the definition looks for it, among the hyperparameters.
 *
 * @throws {InvalidInputError} `training.no_upload` for a definition whose models are made elsewhere, `training.upload_unwanted`
 *   for any other, `upload.digest_mismatch`, and what `checkOnnxFile` throws.
 * @throws {NotFoundError} `object.not_found` for an upload that never came.
 */
export async function importOf(
  { id, request }: Pick<RunRecord, 'id' | 'request'>,
  { name, version, training }: ModelModule,
  { artifacts, data }: ImportServices,
): Promise<{ upload?: UploadedModel; declared: Readonly<Record<string, unknown>> }> {
  const asked = RunImportSchema.parse(request).import;
  const imports = training.config.imports ?? false;
  if (asked === undefined) {
    if (!imports) return { declared: {} };
    throw new InvalidInputError(
      'training.no_upload',
      `${name}@${version} trains nothing: its models are made elsewhere; import one: optaic versions import --onnx FILE`,
    );
  }
  if (!imports) {
    throw new InvalidInputError(
      'training.upload_unwanted',
      `${name}@${version} trains its own models; import into an instance of a definition that takes them, such as byo-onnx-signal-model`,
    );
  }
  const { upload, ...declared } = asked;
  const key = `runs/${id}/plan/upload.onnx`;
  const stored = await artifacts.writeOnce(key, await readUpload(upload, data));
  return { upload: { key, sha256: sha256Hex(stored) }, declared };
}

async function readUpload(
  { key, sha256, bytes }: ModelImport['upload'],
  data: Pick<ObjectStore, 'read'>,
): Promise<Uint8Array> {
  const file = await data.read(key);
  const found = sha256Hex(file);
  if (found !== sha256 || file.length !== bytes) {
    throw new InvalidInputError(
      'upload.digest_mismatch',
      `${key} has ${file.length} bytes and sha256 ${found}; announced were ${bytes} and ${sha256}; upload it again`,
    );
  }
  checkOnnxFile(file);
  return file;
}

/** What has to be said wherever a result of an import is shown. */
export function importNotes({
  upload,
  asOf,
}: {
  readonly upload?: UploadedModel | undefined;
  readonly asOf: string;
}): string[] {
  if (upload === undefined) return [];
  return [
    `imported: how its training went is not known here and was not audited; validation dates may be among those it was trained on, so judge it by what it predicts after ${asOf.slice(0, 10)}`,
  ];
}
