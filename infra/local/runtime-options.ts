import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { FaultPlan } from './gateway/fault-plan.ts';
import type { RuntimeLogger } from './logger.ts';
import type { AccountScope } from './service.ts';

export const ACCOUNT: Required<AccountScope> = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };

export interface RuntimeOptions {
  /** The folder `cdk synth` wrote. */
  readonly cloudAssembly: string;
  /** Everything that outlives the process; made with mode 0700. */
  readonly stateDir: string;
  /** The port for people on 127.0.0.1; 0: any. */
  readonly port: number;
  readonly logger: RuntimeLogger;
  /** Files to serve at `/`. @default the bucket behind the app's distribution */
  readonly siteDir?: string;
  readonly faultPlan?: FaultPlan;
  /** Multiplies every pause before a retry. @default 1 */
  readonly retryScale?: number;
  /** Of the order of events. @default 1 */
  readonly seed?: number;
  /** @default the system's */
  readonly clock?: Clock;
  /** How far events are held back at random, so that they arrive in no order. @default 10 */
  readonly eventSpreadMs?: number;
  /** Share of the event deliveries that happen twice. @default 0 */
  readonly duplicateEventShare?: number;
  /** @default 8 */
  readonly maxWarmProcesses?: number;
  /** Where functions find their native modules. @default the repository's node_modules */
  readonly modulesDirectory?: string;
}

const OptionsSchema = z.object({
  port: z.number().int().min(0).max(65_535),
  retryScale: z.number().min(0).default(1),
});

/** @throws {TypeError} for a port or scale out of range. */
export function assertOptions(options: RuntimeOptions): void {
  const parsed = OptionsSchema.safeParse(options);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TypeError(`startRuntime: ${issue?.path.join('.')}: ${issue?.message}`);
  }
}
