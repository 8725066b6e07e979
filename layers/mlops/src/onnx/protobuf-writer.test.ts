import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from './protobuf-writer.ts';

const bytesOf = (write: (writer: ProtobufWriter) => void) => {
  const writer = new ProtobufWriter();
  write(writer);
  return Array.from(writer.finish());
};

describe('ProtobufWriter', () => {
  it("writes the examples of the protocol's own page", () => {
    expect(bytesOf((writer) => writer.integer(1, 150))).toEqual([0x08, 0x96, 0x01]);
    expect(bytesOf((writer) => writer.string(2, 'testing'))).toEqual([0x12, 7, ...Buffer.from('testing')]);
    expect(bytesOf((writer) => writer.message(3, (inner) => inner.integer(1, 150)))).toEqual([
      0x1a, 0x03, 0x08, 0x96, 0x01,
    ]);
    expect(bytesOf((writer) => writer.packedIntegers(6, [3, 270, 86_942]))).toEqual([
      0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05,
    ]);
  });

  it('writes floats little-endian, with NaN and infinities', () => {
    expect(bytesOf((writer) => writer.packedFloats(1, [1, -Infinity]))).toEqual([
      0x0a, 8, 0, 0, 128, 63, 0, 0, 128, 255,
    ]);
  });

  it('keeps integers above 32 bits and fields above 15 whole', () => {
    // 2⁵³ − 1: seven groups of seven ones, then 2⁴ − 1.
    expect(bytesOf((writer) => writer.integer(20, Number.MAX_SAFE_INTEGER))).toEqual([
      0xa0,
      0x01,
      ...Array(7).fill(0xff),
      0x0f,
    ]);
  });

  it('grows past its first buffer', () => {
    const text = 'x'.repeat(100_000);

    expect(bytesOf((writer) => writer.string(1, text).integer(2, 1))).toHaveLength(1 + 3 + 100_000 + 2);
  });
});
