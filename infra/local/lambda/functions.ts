import { createHash, randomUUID } from 'node:crypto';
import { RuntimeError } from '../runtime-error.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { FunctionPool } from './function-pool.ts';
import { failed, type InvocationOutcome } from './invocation-outcome.ts';

/** Lambda's limit for the payload of a synchronous invocation. */
const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;

export interface InvokeOptions {
  readonly requestId?: string;
  /** The caller is itself a function and holds a process while it waits. */
  readonly isNested?: boolean;
}

/** The functions of the app by name or ARN. */
export class Functions {
  readonly definitions: readonly FunctionDefinition[];
  readonly #definitions = new Map<string, FunctionDefinition>();
  readonly #pool: FunctionPool;
  readonly #attempts = new Map<string, number>();

  constructor(definitions: readonly FunctionDefinition[], pool: FunctionPool) {
    this.#pool = pool;
    this.definitions = definitions;
    for (const definition of definitions) {
      this.#definitions.set(definition.name, definition);
      this.#definitions.set(definition.arn, definition);
    }
  }

  /** Also accepts an ARN or a name qualified with `:$LATEST`. */
  find(identifier: string): FunctionDefinition | undefined {
    return this.#definitions.get(identifier.replace(/:\$LATEST$/, ''));
  }

  /** @throws {RuntimeError} `lambda.unknown_function` */
  get(identifier: string): FunctionDefinition {
    const found = this.find(identifier);
    if (found === undefined) throw new RuntimeError('lambda.unknown_function', `no template declares ${identifier}`);
    return found;
  }

  /** @param payload - JSON text. */
  async invoke(identifier: string, payload: string, options: InvokeOptions = {}): Promise<InvocationOutcome> {
    const definition = this.get(identifier);
    const size = Buffer.byteLength(payload);
    if (size > PAYLOAD_LIMIT_BYTES) {
      return failed(
        'RequestTooLargeException',
        `Request must be smaller than ${PAYLOAD_LIMIT_BYTES} bytes for the InvokeFunction operation (got ${size})`,
      );
    }
    const { requestId = randomUUID(), isNested = false } = options;
    const attempt = this.#countAttempt(definition, payload);
    return this.#pool.invoke(definition, { requestId, payload, attempt }, isNested);
  }

  /** Starts a process ahead, as far as there is room, for an invocation that is expected. */
  prepare(identifier: string): void {
    const definition = this.find(identifier);
    if (definition !== undefined) this.#pool.prepare(definition);
  }

  #countAttempt(definition: FunctionDefinition, payload: string): number {
    const key = createHash('sha256').update(`${definition.arn}\n${payload}`).digest('base64');
    const attempt = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, attempt);
    return attempt;
  }
}
