import {
  ConflictError,
  DefinitionNameSchema,
  type Instant,
  InvalidInputError,
  SemanticVersionSchema,
  Sha256Schema,
  urn,
} from '@optaic/mlops/base';
import { type DefinitionRecord, DefinitionRecordSchema, type Registry, runIdFrom } from '@optaic/mlops/registry';
import { z } from 'zod';
import type { CustomResourceAnswer } from './custom-resource.ts';
import { adoptDefinition } from './definition-boundary.ts';
import { checkDefinition, type DefinitionCheck, requireSound } from './definition-check.ts';
import { runBundle } from './definition-loader.ts';
import { type DefinitionTestResult, runDefinitionTests } from './definition-tests.ts';
import type { ObjectStore } from './object-store.ts';
import { stageWrite } from './stage-write.ts';

/** Properties of `Custom::DefinitionRegistration`; CloudFormation adds its own. */
const RegistrationSchema = z.object({ Name: DefinitionNameSchema, Sha256: Sha256Schema });

/** What a definition must say of itself before anything can be recorded about it. */
const IdentitySchema = z.object({
  name: DefinitionNameSchema,
  version: SemanticVersionSchema,
  category: DefinitionRecordSchema.shape.category,
});

export interface RegisterDefinitionServices {
  readonly registry: Pick<Registry, 'definitions' | 'runs'>;
  readonly artifacts: Pick<ObjectStore, 'writeOnce'>;
  /** The bundle of a definition as it was deployed. */
  readBundle(name: string): Promise<Uint8Array>;
  now(): Instant;
}

const DEPLOYER = { kind: 'system', id: 'definition-register' } as const;

/**
 * Registers a deployed definition: stores its bundle under its digest, checks its structure, runs its tests, and records
 * the evaluation. What fails is recorded as unusable, and the deployment is told why.
 *
 * @throws {IntegrityError} `definition.digest_mismatch` when the bundle is not the one that was deployed.
 * @throws {InvalidInputError} `definition.not_loadable`, `definition.component_missing`, `definition.interface_invalid`,
 *   `definition.tests_failed`, `definition.name_mismatch`.
 * @throws {ConflictError} `definition.version_exists` when the version is taken by another bundle.
 */
export async function registerDefinition(
  properties: Readonly<Record<string, unknown>>,
  services: RegisterDefinitionServices,
): Promise<CustomResourceAnswer> {
  const { Name: deployedName, Sha256: digest } = RegistrationSchema.parse(properties);
  const bundle = await services.readBundle(deployedName);
  const exported = runBundle(bundle, digest);
  const check = checkDefinition(exported);
  const identity = identify(exported, check, deployedName);
  await requireVersionFree(identity, digest, services.registry);

  const problems = check.problems.map(({ message }) => message);
  const results = check.module === undefined ? [] : await runDefinitionTests(adoptDefinition(check.module));
  problems.push(...failures(results));
  const record = await recordEvaluation({ ...identity, digest, problems, results }, bundle, services);

  if (!record.usable) {
    throw new InvalidInputError(
      check.problems[0]?.code ?? 'definition.tests_failed',
      `definition ${record.name}@${record.version} is registered but cannot be used: ${record.problems.join('; ')}`,
      { details: { problems: record.problems } },
    );
  }
  return { physicalResourceId: urn.definition(record.name, record.version), data: { Digest: digest } };
}

type Identity = z.infer<typeof IdentitySchema>;

function identify(exported: unknown, check: DefinitionCheck, deployedName: string): Identity {
  const identity = IdentitySchema.safeParse(exported);
  if (!identity.success) {
    requireSound(check);
    throw new InvalidInputError(
      'definition.interface_invalid',
      `definition ${deployedName} does not name itself: ${z.prettifyError(identity.error)}`,
    );
  }
  if (identity.data.name !== deployedName) {
    throw new InvalidInputError(
      'definition.name_mismatch',
      `the folder ${deployedName} exports a definition named ${identity.data.name}; they must be the same`,
    );
  }
  return identity.data;
}

/** Said before anything is recorded: a version is one bundle for ever. */
async function requireVersionFree(
  { name, version }: Identity,
  digest: DefinitionRecord['digest'],
  { definitions }: Pick<Registry, 'definitions'>,
): Promise<void> {
  const existing = await definitions.findDefinition(name, version);
  if (existing === undefined || existing.digest === digest) return;
  throw new ConflictError(
    'definition.version_exists',
    `definition ${name}@${version} is registered with sha256 ${existing.digest}, deployed is ${digest}; raise its version`,
  );
}

function failures(results: readonly DefinitionTestResult[]): string[] {
  return results
    .filter(({ passed }) => !passed)
    .map(({ name, message }) => `test "${name}" failed: ${message ?? 'without a message'}`);
}

interface Judged extends Identity {
  readonly digest: DefinitionRecord['digest'];
  readonly problems: readonly string[];
  readonly results: readonly DefinitionTestResult[];
}

/** Every write is named by the evaluation, which is named by the bundle: a deployment that is repeated changes nothing. */
async function recordEvaluation(
  { name, version, category, digest, problems, results }: Judged,
  bundle: Uint8Array,
  { registry, artifacts, now }: RegisterDefinitionServices,
): Promise<DefinitionRecord> {
  const runId = runIdFrom(['evaluation', name, version, digest]);
  const write = (step: string) => stageWrite({ runId, actor: DEPLOYER }, step, now());
  const bundleKey = `definitions/${name}/${version}/${digest}.js`;
  const usable = problems.length === 0;

  await registry.runs.requestRun(
    {
      id: runId,
      kind: 'evaluation',
      cause: { kind: 'person' },
      clock: 'live',
      asOf: now(),
      request: { name, version },
    },
    write('request'),
  );
  await registry.runs.startRun(runId, { inputs: [], definitionDigest: digest }, write('start'));
  await artifacts.writeOnce(bundleKey, bundle);
  await registry.runs.completeRun(
    runId,
    { usable, tests: results.length, failed: results.filter(({ passed }) => !passed).length, problems },
    write('complete'),
  );
  return registry.definitions.registerDefinition(
    { name, version, category, digest, bundleKey, evaluationRunId: runId, usable, problems: [...problems] },
    write('register'),
  );
}
