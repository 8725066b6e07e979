import type { ApiClient } from '@optaic/mlops/api';
import { DatasetNameSchema, InstanceIdSchema } from '@optaic/mlops/base';
import type { PitCertificate } from '@optaic/mlops/registry/records';
import { CliError } from './cli-error.ts';

/**
 * The certificate of what a text names: `model:INSTANCE@N`, `dataset:NAME@N`, or `NAME@N` for a dataset.
 *
 * @throws {CliError} when it names no version.
 */
export async function readCertificate(client: ApiClient, subject: string): Promise<PitCertificate> {
  const [, kind = 'dataset', name = '', version] = /^(?:(model|dataset):)?([^:@]+)@([1-9]\d*)$/.exec(subject) ?? [];
  if (kind === 'model') {
    const instance = InstanceIdSchema.safeParse(name);
    if (instance.success) {
      const parameters = { instance: instance.data, version: Number(version) };
      return client.call('getModelCertificate', { parameters });
    }
  }
  const dataset = DatasetNameSchema.safeParse(name);
  if (kind === 'dataset' && dataset.success) {
    return client.call('getDatasetCertificate', { parameters: { name: dataset.data, version: Number(version) } });
  }
  throw new CliError(`"${subject}" names no version; give model:INSTANCE@N, or NAME@N for predictions`);
}
