import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Caller, CallInProgress } from '../gateway/credentials.ts';
import type { FaultPlan } from '../gateway/fault-plan.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { failed, type InvocationOutcome } from './invocation-outcome.ts';

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.cjs');
const PAGE_BYTES = 4096;
const MEMORY_CHECK_MS = 100;
/** Lambda's own limit for loading a bundle. */
const INIT_TIMEOUT_MS = 10_000;
/** What Node itself and its native libraries take on a laptop, beside what the function declares. */
const HOST_ALLOWANCE_MIB = 128;
const RESPONSE_LIMIT_BYTES = 6 * 1024 * 1024;

const ErrorSchema = z.object({ errorType: z.string(), errorMessage: z.string(), trace: z.array(z.string()) });
const MessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('failed'), error: ErrorSchema }),
  z.object({ kind: z.literal('result'), payload: z.string() }),
  z.object({ kind: z.literal('error'), error: ErrorSchema, isFatal: z.boolean() }),
]);

export interface FunctionProcessOptions {
  readonly definition: FunctionDefinition;
  /** The variables that the runtime adds to the declared ones; given the process as the caller of its AWS calls. */
  environment(caller: Caller): Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Where its private folder, its /tmp, is made. */
  readonly scratchDirectory: string;
  readonly compileCacheDirectory: string;
  readonly faultPlan: FaultPlan;
}

export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly attempt: number;
}

/** One child process of one function; it runs one invocation at a time. */
export class FunctionProcess implements Caller {
  readonly definition: FunctionDefinition;
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #privateDirectory: string;
  readonly #faultPlan: FaultPlan;
  readonly #ready: Promise<InvocationOutcome | undefined>;
  #settle: ((outcome: InvocationOutcome) => void) | undefined;
  #initialised: (outcome?: InvocationOutcome) => void = () => {};
  #current: { readonly attempt: number; calls: number } | undefined;
  #killedFor: { readonly errorType: string; readonly message: string } | undefined;
  #isAlive = true;
  #isUsable = true;

  constructor(options: FunctionProcessOptions) {
    const { definition } = options;
    this.definition = definition;
    this.#faultPlan = options.faultPlan;
    this.#privateDirectory = mkdtempSync(join(options.scratchDirectory, 'sandbox-'));
    const log = openSync(options.logFile, 'a', 0o600);
    this.#child = fork(
      BOOTSTRAP,
      [definition.codeDirectory, options.compileCacheDirectory, JSON.stringify(definition.layerPackages)],
      {
        cwd: this.#privateDirectory,
        env: { TMPDIR: this.#privateDirectory, ...definition.environment, ...options.environment(this) },
        execArgv: [`--max-old-space-size=${definition.memorySizeMiB}`, '--max-semi-space-size=8'],
        stdio: ['ignore', log, log, 'ipc'],
      },
    );
    closeSync(log);
    this.#ready = new Promise((resolve) => {
      this.#initialised = resolve;
    });
    this.exited = new Promise((resolve) => {
      const ended = (code: number | null, signal: string | null): void => {
        if (!this.#isAlive) return;
        this.#isAlive = false;
        rmSync(this.#privateDirectory, { recursive: true, force: true });
        const outcome = this.#exitOutcome(code, signal);
        this.#initialised(outcome);
        this.#settle?.(outcome);
        resolve();
      };
      this.#child.on('exit', ended);
      this.#child.on('error', () => {
        this.kill();
        ended(1, null);
      });
    });
    this.#child.on('message', (message) => this.#receive(message));
  }

  /** False once it is dead or about to be. */
  get isUsable(): boolean {
    return this.#isAlive && this.#isUsable;
  }

  async invoke(invocation: Invocation): Promise<InvocationOutcome> {
    const { timeoutSeconds } = this.definition;
    // Calls made while loading count for the invocation that caused the load.
    this.#current = { attempt: invocation.attempt, calls: 0 };
    const initTimer = setTimeout(() => this.#timeOut(invocation), Math.max(INIT_TIMEOUT_MS, timeoutSeconds * 1000));
    const failure = await this.#ready;
    clearTimeout(initTimer);
    if (failure !== undefined) return this.#withRequestId(failure, invocation);
    const timer = setTimeout(() => this.#timeOut(invocation), timeoutSeconds * 1000);
    const watch = setInterval(() => this.#checkMemory(), MEMORY_CHECK_MS);
    try {
      const outcome = await new Promise<InvocationOutcome>((resolve) => {
        this.#settle = resolve;
        if (!this.#isAlive) return resolve(this.#exitOutcome(null, 'SIGKILL'));
        this.#child.send({
          requestId: invocation.requestId,
          payload: invocation.payload,
          deadlineMs: Date.now() + timeoutSeconds * 1000,
          functionArn: this.definition.arn,
        });
      });
      return this.#withRequestId(outcome, invocation);
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      this.#settle = undefined;
      this.#current = undefined;
    }
  }

  kill(): void {
    this.#isUsable = false;
    this.#child.kill('SIGKILL');
  }

  beforeCall(action: string): CallInProgress {
    const current = this.#current ?? { attempt: 0, calls: 0 };
    current.calls += 1;
    const call = {
      functionName: this.definition.name,
      logicalId: this.definition.logicalId,
      attempt: current.attempt,
      index: current.calls,
      action,
    };
    const strike = (phase: 'before' | 'after'): boolean => {
      const verdict = this.#faultPlan({ ...call, phase });
      if (verdict === 'kill-runtime') process.kill(process.pid, 'SIGKILL');
      if (verdict === 'kill-function') this.kill();
      return verdict !== 'continue';
    };
    const cancelled = strike('before') || !this.#isAlive;
    return { cancelled, after: () => strike('after') };
  }

  #receive(raw: unknown): void {
    const parsed = MessageSchema.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.kind === 'ready') this.#initialised();
    else if (message.kind === 'failed') {
      this.#isUsable = false;
      this.#initialised({ ok: false, error: message.error });
    } else if (message.kind === 'error') {
      this.#isUsable = !message.isFatal;
      this.#settle?.({ ok: false, error: message.error });
    } else if (Buffer.byteLength(message.payload) <= RESPONSE_LIMIT_BYTES) {
      this.#settle?.({ ok: true, payload: message.payload });
    } else {
      const size = Buffer.byteLength(message.payload);
      this.#settle?.(
        failed(
          'Function.ResponseSizeTooLarge',
          `Response payload size (${size} bytes) exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`,
        ),
      );
    }
  }

  #timeOut({ requestId }: Invocation): void {
    const { timeoutSeconds } = this.definition;
    this.#killedFor = {
      errorType: 'Sandbox.Timedout',
      message: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    };
    this.kill();
  }

  #checkMemory(): void {
    const limitMiB = this.definition.memorySizeMiB + HOST_ALLOWANCE_MIB;
    const residentMiB = (residentPages(this.#child.pid) * PAGE_BYTES) / 2 ** 20;
    if (residentMiB <= limitMiB) return;
    this.#killedFor = { errorType: 'Runtime.ExitError', message: 'Error: Runtime exited with error: signal: killed' };
    this.kill();
  }

  #exitOutcome(code: number | null, signal: string | null): InvocationOutcome {
    if (this.#killedFor !== undefined) return failed(this.#killedFor.errorType, this.#killedFor.message);
    if (code === 0) return failed('Runtime.ExitError', 'Error: Runtime exited without providing a reason');
    const how = signal === null ? `exit status ${code}` : 'signal: killed';
    return failed('Runtime.ExitError', `Error: Runtime exited with error: ${how}`);
  }

  #withRequestId(outcome: InvocationOutcome, { requestId }: Invocation): InvocationOutcome {
    if (outcome.ok || outcome.error.errorType !== 'Runtime.ExitError') return outcome;
    return failed(outcome.error.errorType, `RequestId: ${requestId} ${outcome.error.errorMessage}`);
  }
}

/** Linux tells; elsewhere memory is not limited (0). */
function residentPages(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
  } catch {
    // No /proc, or the process is gone already: nothing to limit.
    return 0;
  }
}
