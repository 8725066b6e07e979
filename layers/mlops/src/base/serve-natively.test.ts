import { describe, expect, it } from 'vitest';
import { requireNative } from './require-native.ts';
import { serveNatively } from './serve-natively.ts';

describe('serveNatively', () => {
  it('hands the scorer what infer was given, by columns', async () => {
    const scorer = { score: ({ features }: { readonly features: Float32Array }) => features };

    const { infer } = serveNatively(scorer, ['a', 'b']);

    expect(await infer(Float32Array.of(1, 10, 2, 20, 3, 30), 3)).toEqual(Float32Array.of(1, 2, 3, 10, 20, 30));
  });
});

describe('requireNative', () => {
  it('gives the native form, and refuses to go on without', () => {
    expect(requireNative({ native: Uint8Array.of(1) })).toEqual(Uint8Array.of(1));
    expect(() => requireNative({})).toThrow(expect.objectContaining({ code: 'inference.native_missing' }));
  });
});
