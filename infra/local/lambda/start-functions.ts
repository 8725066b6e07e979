import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CredentialIssuer } from '../gateway/credentials.ts';
import type { FaultPlan } from '../gateway/fault-plan.ts';
import type { Role } from '../iam/roles.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { Application } from '../template/application.ts';
import { type FunctionDefinition, readFunctionDefinition } from './function-definition.ts';
import { functionEnvironment } from './function-environment.ts';
import { FunctionPool } from './function-pool.ts';
import { FunctionProcess } from './function-process.ts';
import { Functions } from './functions.ts';

export interface StartFunctionsOptions {
  readonly application: Application;
  readonly roles: ReadonlyMap<string, Role>;
  readonly credentials: CredentialIssuer;
  readonly stateDir: string;
  readonly region: string;
  readonly awsUrl: string;
  readonly modulesDirectory: string;
  readonly faultPlan: FaultPlan;
  readonly maxProcesses: number;
}

/** The app's functions, ready to be invoked; none is started yet. */
export function startFunctions(options: StartFunctionsOptions): { functions: Functions; pool: FunctionPool } {
  const { application, roles, credentials, stateDir, region, awsUrl, modulesDirectory, faultPlan } = options;
  const logs = join(stateDir, 'logs');
  const scratchDirectory = join(stateDir, 'scratch');
  const compileCacheDirectory = join(stateDir, 'compile-cache');
  // What a killed runtime's functions left in their private folders.
  rmSync(scratchDirectory, { recursive: true, force: true });
  for (const directory of [logs, scratchDirectory, compileCacheDirectory]) mkdirSync(directory, { recursive: true });

  const definitions = application
    .ofType('AWS::Lambda::Function')
    .map((resource) => readFunctionDefinition(resource, application));
  const roleOf = new Map(definitions.map((definition) => [definition.arn, requireRole(definition, roles)]));
  const pool = new FunctionPool({
    maxProcesses: options.maxProcesses,
    start(definition) {
      const role = roleOf.get(definition.arn) ?? requireRole(definition, roles);
      return new FunctionProcess({
        definition,
        environment: (caller) =>
          functionEnvironment(definition, {
            credentials: credentials.assumeRole(role, definition.name, caller),
            region,
            awsUrl,
            modulesDirectory,
            scratchDirectory,
          }),
        logFile: join(logs, `${definition.name}.log`),
        scratchDirectory,
        compileCacheDirectory,
        faultPlan,
      });
    },
  });
  return { functions: new Functions(definitions, pool), pool };
}

function requireRole({ logicalId, roleArn }: FunctionDefinition, roles: ReadonlyMap<string, Role>): Role {
  const role = roles.get(roleArn);
  if (role !== undefined) return role;
  throw new RuntimeError('template.unresolved', `${logicalId} assumes ${roleArn}, which no template declares`);
}
