import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

describe('canonicalJson', () => {
  it('sorts members, drops undefined ones and writes no white space', () => {
    const text = canonicalJson({ b: [1, 'ä', null], a: { z: true, y: undefined, x: 0.1 } });

    expect(text).toBe('{"a":{"x":0.1,"z":true},"b":[1,"ä",null]}');
  });

  it('sorts by UTF-16 code units, as RFC 8785 section 3.2.3 orders its example', () => {
    const members = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];

    const sorted = Object.keys(JSON.parse(canonicalJson(Object.fromEntries(members.map((name) => [name, true])))));

    expect(sorted.filter((name) => name !== '1')).toEqual([
      '\r',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\ud83d\ude00',
      '\ufb33',
    ]);
  });

  it('says the same of a value whatever the order of its members, and JSON.parse reads it back', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, member]) => [name, reversed(member)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const text = canonicalJson(value);

        expect(canonicalJson(reversed(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, () => 1, 1n, Symbol('s'), [undefined]])(
    'throws digest.not_canonical for %s',
    (value) => {
      expect(() => canonicalJson({ a: value })).toThrow(expect.objectContaining({ code: 'digest.not_canonical' }));
    },
  );

  it('throws digest.not_canonical for a cycle, and not for a value that occurs twice', () => {
    const shared = { a: 1 };
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;

    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
    expect(() => canonicalJson(cyclic)).toThrow('a cycle');
  });
});
