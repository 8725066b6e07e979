import { readFileSync } from 'node:fs';
import { type ApiClient, createApiClient, type Role, RoleSchema } from '@optaic/mlops/api';
import { z } from 'zod';
import { CliError } from './cli-error.ts';

const RuntimeFileSchema = z.object({ url: z.url(), tokens: z.partialRecord(RoleSchema, z.string()) });

export interface Connection {
  readonly url: string;
  /** A client that speaks with a role's token: the embedded system hands out one a role. */
  as(role: Role): ApiClient;
}

export interface ConnectionOptions {
  /** Overrides everything else. */
  readonly url?: string;
  readonly token?: string;
  /** The embedded system's file, written by `npm start`. */
  readonly runtimeFile: string;
}

/**
 * Where the system is and as whom: a URL with a token, or the running embedded system.
 *
 * @throws {CliError} when neither is there, with how to get one.
 */
export function connect({ url, token, runtimeFile }: ConnectionOptions): Connection {
  if (url !== undefined && token !== undefined) return { url, as: () => createApiClient({ url, token }) };
  const runtime = readRuntimeFile(runtimeFile);
  return {
    url: runtime.url,
    as(role) {
      const roleToken = token ?? runtime.tokens[role];
      if (roleToken === undefined)
        throw new CliError(`${runtimeFile} holds no token for the role ${role}; run npm start again`);
      return createApiClient({ url: url ?? runtime.url, token: roleToken });
    },
  };
}

function readRuntimeFile(path: string): z.infer<typeof RuntimeFileSchema> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CliError(
      `no system to talk to: ${path} cannot be read. Start one with npm start, or set OPTAIC_URL and OPTAIC_TOKEN`,
      { cause },
    );
  }
  return RuntimeFileSchema.parse(JSON.parse(text));
}
