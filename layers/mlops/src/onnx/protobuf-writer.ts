import { encodeUtf8 } from '@optaic/mlops/learners/gbdt';

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/**
 * Writes one protocol buffer message, fields in the order of the calls: the same calls give the same bytes.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufWriter {
  private buffer = new Uint8Array(256);
  private length = 0;

  /** An int64 or enum field; `value` is a non-negative safe integer. */
  integer(field: number, value: number): this {
    this.tag(field, VARINT);
    this.varint(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.delimited(field, encodeUtf8(value));
  }

  bytes(field: number, content: Uint8Array): this {
    return this.delimited(field, content);
  }

  message(field: number, write: (writer: ProtobufWriter) => void): this {
    const inner = new ProtobufWriter();
    write(inner);
    return this.delimited(field, inner.finish());
  }

  /** A packed repeated int64 field; each value a non-negative safe integer. */
  packedIntegers(field: number, values: readonly number[]): this {
    const inner = new ProtobufWriter();
    for (const value of values) inner.varint(value);
    return this.delimited(field, inner.finish());
  }

  /** A packed repeated float field, little-endian. */
  packedFloats(field: number, values: readonly number[]): this {
    const packed = new DataView(new ArrayBuffer(4 * values.length));
    for (const [i, value] of values.entries()) packed.setFloat32(4 * i, value, true);
    return this.delimited(field, new Uint8Array(packed.buffer));
  }

  /** Whole fields that are encoded already, tag included. */
  raw(fields: Uint8Array): this {
    this.reserve(fields.length);
    this.buffer.set(fields, this.length);
    this.length += fields.length;
    return this;
  }

  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private delimited(field: number, content: Uint8Array): this {
    this.tag(field, LENGTH_DELIMITED);
    this.varint(content.length);
    return this.raw(content);
  }

  private tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  private varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest >= 128) {
      this.buffer[this.length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.length++] = rest;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(2 * this.buffer.length, this.length + more));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }
}
