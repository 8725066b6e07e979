import vm from 'node:vm';
import { IntegrityError, InvalidInputError, type ModelModule, type Sha256 } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { adoptDefinition, thrownMessage } from './definition-boundary.ts';
import { checkDefinition, requireSound } from './definition-check.ts';

/** Only to stop a bundle that loops while it loads. */
const LOAD_TIMEOUT_MS = 10_000;

/**
 * Takes away what makes a definition impure: clocks, locales, and randomness that no seed repeats. A fresh context has no
 * fetch, process, timers or require to begin with, and import() finds no loader. This keeps authors honest; it is no
 * security boundary.
 */
const PURIFY = `'use strict';
for (const name of ['Date', 'Intl', 'Temporal']) delete globalThis[name];
Math.random = () => {
  throw new Error('Math.random is not seeded: draw from context.random');
};
Object.freeze(Math);`;

/**
 * Loads a definition from its bundle, for use.
 *
 * @param bundle - One self-contained IIFE that sets `__definition`, as `infra/build.ts` makes it.
 * @param digest - The bundle's SHA-256, as the instance pinned it; checked before anything runs.
 * @throws {IntegrityError} `definition.digest_mismatch` when the bytes are others.
 * @throws {InvalidInputError} `definition.not_loadable` when the bundle throws, `definition.component_missing` or
 *   `definition.interface_invalid` when it is no definition.
 */
export function loadDefinition(bundle: Uint8Array, digest: Sha256): ModelModule {
  return adoptDefinition(requireSound(checkDefinition(runBundle(bundle, digest))));
}

/**
 * Runs a bundle in a context of its own and returns its default export, unchecked. Throws as `loadDefinition`, the last
 * two codes apart.
 */
export function runBundle(bundle: Uint8Array, digest: Sha256): unknown {
  const actual = sha256Hex(bundle);
  if (actual !== digest) {
    throw new IntegrityError(
      'definition.digest_mismatch',
      `the definition's bundle has sha256 ${actual}, pinned is ${digest}; restore the object or register a new version`,
    );
  }
  // DONT_CONTEXTIFY: an ordinary global object, without the interceptors that make global look-ups slow.
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY);
  try {
    vm.runInContext(PURIFY, context);
    vm.runInContext(new TextDecoder().decode(bundle), context, {
      filename: `definition-${digest.slice(0, 12)}.js`,
      timeout: LOAD_TIMEOUT_MS,
    });
    return vm.runInContext('typeof __definition === "undefined" ? undefined : __definition.default', context);
  } catch (error) {
    throw new InvalidInputError(
      'definition.not_loadable',
      `the definition's bundle does not load: ${thrownMessage(error)}`,
      { cause: error },
    );
  }
}
