import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ApiClient, ApiError, createApiClient, type Role, RoleSchema } from '@optaic/mlops/api';
import { z } from 'zod';

const StartedSchema = z.object({ url: z.string(), tokens: z.record(RoleSchema, z.string()) });
const StoppedSchema = z.object({ calls: z.int() });

interface Running {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<string>;
  readonly started: z.infer<typeof StartedSchema>;
  readonly ended: Promise<void>;
}

/** A runtime that is killed at a call and started again on the same state by whoever next finds it gone. */
export class RestartedRuntime implements AsyncDisposable {
  readonly #stateDir: string;
  #running: Promise<Running>;
  restarts = 0;

  constructor(stateDir: string, killAt: number) {
    this.#stateDir = stateDir;
    this.#running = this.#start(killAt);
  }

  async #start(killAt: number): Promise<Running> {
    const script = join(import.meta.dirname, 'runtime-process.ts');
    const child = spawn(process.execPath, [script, this.#stateDir, String(killAt)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    return { child, lines, ended, started: StartedSchema.parse(JSON.parse(String(value))) };
  }

  /** A client that finds the runtime again after it was killed, and asks again what was not answered. */
  as(role: Role): ApiClient {
    return {
      call: async (id, input) => {
        for (;;) {
          const running = await this.#running;
          const client = createApiClient({ url: running.started.url, token: running.started.tokens[role] });
          try {
            return await client.call(id, input);
          } catch (error) {
            const gone = error instanceof ApiError && (error.code === 'api.unreachable' || error.status >= 500);
            if (!gone) throw error;
            await running.ended;
            if ((await this.#running) === running) {
              this.restarts++;
              this.#running = this.#start(0);
            }
          }
        }
      },
    };
  }

  /** Stops it and says how many stage calls, both sides counted, the process saw since its start. */
  async stop(): Promise<number> {
    const { child, lines, ended } = await this.#running;
    child.kill('SIGTERM');
    const { value } = await lines.next();
    await ended;
    return StoppedSchema.parse(JSON.parse(String(value))).calls;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { child, ended } = await this.#running;
    child.kill('SIGKILL');
    await ended;
  }
}
