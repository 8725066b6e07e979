import type { Sha256 } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { adoptDefinition } from '@optaic/mlops/pipeline/definition-boundary';
import { checkDefinition } from '@optaic/mlops/pipeline/definition-check';
import { runBundle } from '@optaic/mlops/pipeline/definition-loader';
import { type DefinitionTestResult, runDefinitionTests } from '@optaic/mlops/pipeline/definition-tests';
import { build } from 'esbuild';
import { z } from 'zod';
import { DEFINITION_BUNDLE } from '../../definition-bundle.ts';
import { IMPURE_GLOBALS } from '../impure-globals.ts';

export interface SandboxResult {
  readonly version?: string;
  readonly digest?: Sha256;
  /** Of loading the bundle and of what its export lacks. */
  readonly interfaceProblems: readonly string[];
  /** Absent where there was nothing to run. */
  readonly tests?: readonly DefinitionTestResult[];
}

const IdentitySchema = z.object({ name: z.string(), version: z.string() });

/**
 * Bundles a definition as the deployment does, loads it as production does, into a context without clock, randomness,
 * network and file system, and runs its tests there.
 */
export async function runInSandbox(entryPoint: string, folderName: string): Promise<SandboxResult> {
  const bundled = await bundleOf(entryPoint);
  if (!(bundled instanceof Uint8Array)) return { interfaceProblems: bundled };
  const digest = sha256Hex(bundled);
  try {
    const exported = runBundle(bundled, digest);
    const { module, problems } = checkDefinition(exported);
    const identity = IdentitySchema.safeParse(exported);
    const said = problems.map(({ message }) => message);
    if (identity.success && identity.data.name !== folderName) {
      said.push(`the folder ${folderName} exports a definition named ${identity.data.name}; they must be the same`);
    }
    const version = identity.success ? { version: identity.data.version } : {};
    if (module === undefined || said.length > 0) return { ...version, digest, interfaceProblems: said };
    const results = await runDefinitionTests(adoptDefinition(module));
    const tests = results.map((result) =>
      result.passed ? result : { ...result, message: explained(result.message ?? '') },
    );
    return { ...version, digest, interfaceProblems: [], tests };
  } catch (error) {
    return { digest, interfaceProblems: [explained(error instanceof Error ? error.message : String(error))] };
  }
}

/** The bundle, or why there is none. */
async function bundleOf(entryPoint: string): Promise<Uint8Array | string[]> {
  try {
    const { outputFiles } = await build({ ...DEFINITION_BUNDLE, entryPoints: [entryPoint], write: false });
    return outputFiles[0].contents;
  } catch (error) {
    const { success, data } = z.object({ errors: z.array(z.object({ text: z.string() })) }).safeParse(error);
    if (!success) throw error;
    return data.errors.map(({ text }) => `it does not bundle: ${text}`);
  }
}

/** What a context that lacks a global says of it, with what it stands for. */
function explained(message: string): string {
  const [, missing = ''] = /(\w+) is not defined/.exec(message) ?? [];
  const reason = Object.hasOwn(IMPURE_GLOBALS, missing) ? IMPURE_GLOBALS[missing] : undefined;
  return reason === undefined ? message : `${message}: ${missing} is ${reason}`;
}
