import type { z } from 'zod';
import { OPERATIONS, type OperationId } from './operations.ts';
import { ProblemSchema } from './problem.ts';

type Operations = typeof OPERATIONS;
type Input<Id extends OperationId> = {
  readonly parameters?: z.input<Operations[Id]['parameters']>;
  readonly query?: z.input<Operations[Id]['query']>;
  readonly body?: z.input<Operations[Id]['body']>;
  /** Makes a repeated POST the same request. */
  readonly idempotencyKey?: string;
};
type Output<Id extends OperationId> = z.output<Operations[Id]['response']>;

/** What the API answered instead of the thing asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export interface ApiClient {
  /** @throws {ApiError} with the problem's code when the API refuses; `api.unreachable` when nobody answers. */
  call<Id extends OperationId>(id: Id, input?: Input<Id>): Promise<Output<Id>>;
}

export interface ApiClientOptions {
  readonly url: string;
  readonly token: string;
  readonly fetch?: typeof fetch;
}

function pathOf(template: string, parameters: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(String(parameters[name])));
}

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)]));
  return pairs.length === 0 ? '' : `?${search}`;
}

async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  const problem = ProblemSchema.safeParse(parseJson(text));
  if (problem.success) {
    return new ApiError(response.status, problem.data.code, problem.data.detail, problem.data.details);
  }
  const code = response.status === 401 ? 'api.token_refused' : 'api.unexpected_answer';
  return new ApiError(response.status, code, `the API answered ${response.status}: ${text.slice(0, 200)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the caller reports the text as it stands
  }
}

/** A typed client of the API; validates what comes back. */
export function createApiClient({ url, token, fetch: send = fetch }: ApiClientOptions): ApiClient {
  return {
    async call(id, input = {}) {
      const operation = OPERATIONS[id];
      const address = `${url}${pathOf(operation.path, { ...input.parameters })}${queryOf({ ...input.query })}`;
      const response = await send(address, {
        method: operation.method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(operation.method === 'POST' ? { 'content-type': 'application/json' } : {}),
          ...(input.idempotencyKey ? { 'idempotency-key': input.idempotencyKey } : {}),
        },
        ...(operation.method === 'POST' ? { body: JSON.stringify(input.body ?? {}) } : {}),
      }).catch((cause: unknown) => {
        throw new ApiError(0, 'api.unreachable', `nobody answers at ${url}; is the system running (npm start)?`, {
          cause: String(cause),
        });
      });
      if (!response.ok) throw await errorOf(response);
      // The table's response schema is this operation's; the compiler cannot follow the index through the union.
      return operation.response.parse(await response.json()) as Output<typeof id>;
    },
  };
}
