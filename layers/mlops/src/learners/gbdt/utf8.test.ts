import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from './decode-utf8.ts';
import { encodeUtf8 } from './encode-utf8.ts';

describe('encodeUtf8', () => {
  it('gives the bytes of TextEncoder for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (unpaired, text) => {
        expect(encodeUtf8(text + unpaired)).toEqual(new TextEncoder().encode(text + unpaired));
      }),
    );
    expect(encodeUtf8('\ud800x\udfff')).toEqual(new TextEncoder().encode('\ud800x\udfff'));
  });
});

describe('decodeUtf8', () => {
  it('reads back any text, and drops a byte order mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 9000 }), (text) => {
        expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, ...encodeUtf8(text)))).toBe(text);
      }),
    );
  });

  it('refuses exactly the bytes that a strict TextDecoder refuses', () => {
    const strict = new TextDecoder('utf-8', { fatal: true });
    const byte = fc.oneof(fc.constantFrom(0x41, 0x80, 0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xf0, 0xf4), fc.nat({ max: 255 }));
    const attempt = (decode: () => string) => {
      try {
        return decode();
      } catch {
        return 'refused';
      }
    };

    fc.assert(
      fc.property(fc.uint8Array(), fc.array(byte, { maxLength: 6 }), (bytes, tricky) => {
        const all = Uint8Array.of(...tricky, ...bytes);
        expect(attempt(() => decodeUtf8(all))).toBe(attempt(() => strict.decode(all)));
      }),
      { numRuns: 2000 },
    );
  });

  it('names the offset', () => {
    expect(() => decodeUtf8(Uint8Array.of(0x41, 0xff))).toThrow(
      expect.objectContaining({
        code: 'learner.model_malformed',
        message: 'the model file is not UTF-8 text: byte 255 at offset 1 of 2',
      }),
    );
  });
});
