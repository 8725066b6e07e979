import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './decode-base64.ts';

describe('decodeBase64', () => {
  it('gives back what was encoded, whatever the padding and the line breaks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64').replace(/.{7}/g, '$&\n');

        expect(decodeBase64(text)).toEqual(bytes);
      }),
    );
  });
});
