import { join, resolve } from 'node:path';
import { systemClock } from './clock.ts';
import type { AwsCredentials } from './gateway/credentials.ts';
import { startPublicServer } from './gateway/public-server.ts';
import { ROLES, type RoleName, type TokenRequest } from './issuer/token-issuer.ts';
import type { Json } from './json.ts';
import { ResourceStack } from './resource-stack.ts';
import { RuntimeError } from './runtime-error.ts';
import { ACCOUNT, assertOptions, type RuntimeOptions } from './runtime-options.ts';
import { startApplication } from './start-application.ts';
import { StateStore } from './state/state-store.ts';
import { storageFailure, storageFailureMessage } from './storage-failure.ts';
import { readCloudAssembly } from './template/cloud-assembly.ts';

export type { RuntimeOptions } from './runtime-options.ts';

export interface QueuedMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The synthesized app, running on this machine. */
export interface Runtime {
  /** Where people reach it: site, `/v1/*`, keys of the issuer. */
  readonly url: string;
  /** Bearer tokens that are good for twelve hours. */
  readonly tokens: Readonly<Record<RoleName, string>>;
  /** For SDK clients of tools and tests, as someone who may do anything. */
  readonly aws: { readonly endpoint: string; readonly region: string; readonly credentials: AwsCredentials };
  /** Stack outputs by `Stack.OutputId`. */
  readonly outputs: Readonly<Record<string, Json>>;
  /** A token for anybody, also one that has expired. */
  issueToken(request: TokenRequest): Promise<string>;
  /** The physical name of a declared resource, such as a table, by `Stack/LogicalId` or a unique part of it. */
  nameOf(type: string, logicalIdPart: string): string;
  /** Invokes a function by its name, ARN or a unique part of its logical id; rejects with the function's error. */
  invoke(functionName: string, payload: Json): Promise<Json>;
  /** What a queue holds, received or not: dead letters. */
  messages(queueName: string): Promise<readonly QueuedMessage[]>;
  /** Resolves when no stream record, event, asynchronous invocation or execution is outstanding. */
  idle(): Promise<void>;
  /** How much of each kind of work is outstanding. */
  outstanding(): Readonly<Record<string, number>>;
  /** Every AWS operation that functions and tools called, `service:Operation`. */
  recordedCalls(): readonly string[];
  /** Every denial by the embedded IAM, as its message. */
  denials(): readonly string[];
  close(): Promise<void>;
}

/**
 * Runs what a cloud assembly declares.
 *
 * @throws {RuntimeError} `runtime.port_taken`, `runtime.state_not_writable`, `runtime.state_full`, `runtime.already_running`,
 * `template.unknown_resource` and the other `template.*`, `custom_resource.failed`; nothing is left running.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  assertOptions(options);
  const stateDir = resolve(options.stateDir);
  const assembly = readCloudAssembly(resolve(options.cloudAssembly));
  const opened = new ResourceStack();
  try {
    const state = new StateStore(stateDir);
    opened.add(async () => state.close());
    const publicServer = await startPublicServer(options.port);
    opened.add(publicServer.close);
    const application = await startApplication({
      account: ACCOUNT,
      assembly,
      state,
      publicServer,
      opened,
      logger: options.logger,
      clock: options.clock ?? systemClock,
      faultPlan: options.faultPlan ?? (() => 'continue'),
      retryScale: options.retryScale ?? 1,
      seed: options.seed ?? 1,
      eventSpreadMs: options.eventSpreadMs ?? 10,
      duplicateEventShare: options.duplicateEventShare ?? 0,
      maxWarmProcesses: options.maxWarmProcesses ?? 8,
      modulesDirectory: options.modulesDirectory ?? join(import.meta.dirname, '../../node_modules'),
      ...(options.siteDir === undefined ? {} : { siteDir: resolve(options.siteDir) }),
    });
    const tokens = Object.fromEntries(
      await Promise.all(
        ROLES.map(async (role) => [role, await application.issueToken({ subject: `local-${role}`, groups: [role] })]),
      ),
    );
    return { ...application, url: publicServer.url, tokens, close: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw startFailure(error, stateDir);
  }
}

/** The storage services open files of their own, and say why they cannot in their own way. */
function startFailure(error: unknown, stateDir: string): unknown {
  const failure = error instanceof RuntimeError ? undefined : storageFailure(error);
  if (failure === undefined) return error;
  const code = failure === 'full' ? 'runtime.state_full' : 'runtime.state_not_writable';
  return new RuntimeError(code, storageFailureMessage(failure, stateDir), { cause: error });
}
