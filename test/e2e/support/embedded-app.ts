import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ApiClient, createApiClient, type Role } from '@optaic/mlops/api';
import type { FaultPlan } from '../../../infra/local/gateway/fault-plan.ts';
import { silentLogger } from '../../../infra/local/logger.ts';
import { type Runtime, startRuntime } from '../../../infra/local/runtime.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

export const CLOUD_ASSEMBLY = join(ROOT, 'cdk.out');

export interface EmbeddedApp extends AsyncDisposable {
  readonly runtime: Runtime;
  readonly directory: string;
  as(role: Role): ApiClient;
}

export interface EmbeddedAppOptions {
  readonly cloudAssembly?: string;
  readonly faultPlan?: FaultPlan;
}

/** The synthesized app in a state of its own; pauses before retries are short. */
export async function openEmbeddedApp(options: EmbeddedAppOptions = {}): Promise<EmbeddedApp> {
  const directory = mkdtempSync(join(tmpdir(), 'optaic-e2e-'));
  const runtime = await startRuntime({
    cloudAssembly: options.cloudAssembly ?? CLOUD_ASSEMBLY,
    stateDir: join(directory, 'state'),
    port: 0,
    logger: silentLogger,
    retryScale: 0.02,
    ...(options.faultPlan === undefined ? {} : { faultPlan: options.faultPlan }),
  });
  return {
    runtime,
    directory,
    as: (role) => createApiClient({ url: runtime.url, token: runtime.tokens[role] }),
    [Symbol.asyncDispose]: async () => {
      await runtime.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
