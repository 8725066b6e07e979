import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importOnnx } from './import-onnx.ts';
import { type ProbeLimits, probeOnnx } from './probe-onnx.ts';

const FEATURES = ['a', 'b', 'c'];
const ROWS = 9;
const VALUES = Float32Array.from({ length: ROWS * 3 }, (_, i) => Math.sin(i));

function hostile(name: string): Uint8Array {
  const file = readFileSync(join(import.meta.dirname, 'fixtures', `hostile-${name}.onnx`));
  return importOnnx(file, { featureNames: FEATURES }).onnx;
}

function probe(name: string, limits: ProbeLimits = {}): Promise<void> {
  return probeOnnx(hostile(name), { values: VALUES, rows: ROWS }, limits);
}

describe('probeOnnx', () => {
  it.each([
    { name: 'unknown-operator', code: 'model.onnx_unloadable', limits: {} },
    { name: 'endless', code: 'model.onnx_too_slow', limits: { timeoutSeconds: 2 } },
    { name: 'memory', code: 'model.onnx_too_much_memory', limits: { memoryMiB: 400 } },
    { name: 'mean-of-batch', code: 'model.onnx_unstable', limits: {} },
    { name: 'dice', code: 'model.onnx_unstable', limits: {} },
    {
      name: 'tree-cycle',
      code: expect.stringMatching(/^model\.onnx_(unloadable|too_slow|crashed)$/),
      limits: { timeoutSeconds: 5 },
    },
    { name: 'tree-child', code: expect.stringMatching(/^model\.onnx_(unloadable|crashed)$/), limits: {} },
    {
      name: 'tree-feature',
      code: expect.stringMatching(/^model\.onnx_(unloadable|run_failed|crashed|unstable)$/),
      limits: {},
    },
  ])('refuses $name', async ({ name, code, limits }) => {
    await expect(probe(name, limits)).rejects.toThrow(expect.objectContaining({ name: 'InvalidInputError', code }));
  });
});
