import { IntegrityError, InvalidInputError } from '@optaic/mlops/base';
import type { DefinitionRecord, InstanceRecord, Registry, RunRecord } from '@optaic/mlops/registry';

/** Every training, inference and monitoring run has an instance; one without was written wrong. */
export function requireInstance(run: RunRecord): NonNullable<RunRecord['instanceId']> {
  if (run.instanceId !== undefined) return run.instanceId;
  throw new IntegrityError('run.instance_missing', `${run.kind} run ${run.id} names no instance`);
}

/** Where the bundle is that an instance or a model version pinned. Throws as `usableDefinition`. */
export async function usableBundleKey(
  definition: InstanceRecord['definition'],
  registry: Pick<Registry, 'definitions'>,
): Promise<string> {
  return (await usableDefinition(definition, registry)).bundleKey;
}

/**
 * The definition that an instance or a model version pinned.
 *
 * @throws {NotFoundError} `definition.not_found`; {InvalidInputError} `definition.unusable`; {IntegrityError}
 *   `definition.digest_mismatch` when the registry names other bytes than the instance.
 */
export async function usableDefinition(
  { name, version, digest }: InstanceRecord['definition'],
  { definitions }: Pick<Registry, 'definitions'>,
): Promise<DefinitionRecord> {
  const record = await definitions.getDefinition(name, version);
  if (!record.usable) {
    throw new InvalidInputError(
      'definition.unusable',
      `definition ${name}@${version} cannot be used: ${record.problems.join('; ')}`,
    );
  }
  if (record.digest !== digest) {
    throw new IntegrityError(
      'definition.digest_mismatch',
      `the instance pinned ${name}@${version} with sha256 ${digest}, registered is ${record.digest}`,
    );
  }
  return record;
}
