import type { EnvironmentFingerprint } from '@optaic/mlops/registry';

/** Written here because the functions that pin a run carry no native layer to ask; a test holds them to package.json. */
const ENGINES = { sdk: '0.1.0', duckdb: '1.5.5-r.5', onnxruntime: '1.30.0' } as const;

/**
 * What decides whether the same inputs can give the same bits.
 *
 * @param host - `process.versions.node` and `process.arch`, read where the process starts.
 */
export function environmentFingerprint(host: { node: string; architecture: string }): EnvironmentFingerprint {
  return { ...ENGINES, ...host };
}
