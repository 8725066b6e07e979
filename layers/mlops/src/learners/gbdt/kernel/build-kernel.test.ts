import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileKernel, kernelModule } from './build-kernel.ts';
import { decodeBase64 } from './decode-base64.ts';
import { KERNEL_BASE64 } from './kernel-bytes.generated.ts';

describe('compileKernel', () => {
  it('makes the committed bytes again: npm run build:kernel', async () => {
    const compiled = await compileKernel();

    expect(decodeBase64(KERNEL_BASE64)).toEqual(new Uint8Array(compiled));
    expect(kernelModule(compiled)).toBe(readFileSync(new URL('./kernel-bytes.generated.ts', import.meta.url), 'utf8'));
  }, 60_000);
});
