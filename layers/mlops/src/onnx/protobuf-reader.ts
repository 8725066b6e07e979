import { InvalidInputError } from '@optaic/mlops/base';
import { decodeUtf8 } from '@optaic/mlops/learners/gbdt';

/** Where one field of a message lies in its file. */
export interface ProtobufField {
  readonly number: number;
  /** What a length precedes: text, a message, packed numbers. */
  readonly isDelimited: boolean;
  /** Of a varint; 0 otherwise. */
  readonly value: number;
  /** Of the tag, of the content, after the content. */
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;
const VARINT_BYTES = 10;
/** Of numbers that are read: the sizes of a tensor. */
const MAXIMUM_PACKED_BYTES = 1_000;
/** What lies above is a negative int64. */
const SIGN = 2 ** 63;

/**
 * Reads protocol buffer messages of one file, which may be hostile: nothing is copied, and no more than `limit` fields are
 * kept over all messages.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufReader {
  private offset = 0;
  private kept = 0;
  private readonly file: Uint8Array;
  private readonly limit: number;

  constructor(file: Uint8Array, limit: number) {
    this.file = file;
    this.limit = limit;
  }

  /** The fields of the whole file. Throws as `message`. */
  whole(): ProtobufField[] {
    return this.between(0, this.file.length);
  }

  /**
   * The fields of a message within the file, in order.
   *
   * @param wanted - Numbers of the fields to keep. @default all
   * @throws {InvalidInputError} `model.onnx_malformed`, with the offset, where a field is cut short or of no known kind;
   *   `model.onnx_too_large` above the limit.
   */
  message({ content, end }: ProtobufField, wanted?: readonly number[]): ProtobufField[] {
    return this.between(content, end, wanted);
  }

  /** The field with its tag, to be copied as it is. */
  raw({ start, end }: ProtobufField): Uint8Array {
    return this.file.subarray(start, end);
  }

  /** @throws {InvalidInputError} `model.onnx_malformed` when it is not UTF-8. */
  text({ content, end }: ProtobufField): string {
    try {
      return decodeUtf8(this.file.subarray(content, end));
    } catch {
      throw this.malformed(content, 'a text is not UTF-8');
    }
  }

  /** The numbers under a field number, one by one or packed. */
  numbers(fields: readonly ProtobufField[], number: number): number[] {
    return fields.flatMap((field) => {
      if (field.number !== number) return [];
      if (!field.isDelimited) return [field.value];
      if (field.end - field.content > MAXIMUM_PACKED_BYTES) {
        throw this.malformed(field.content, `a list of numbers has ${field.end - field.content} bytes`);
      }
      const values: number[] = [];
      this.offset = field.content;
      while (this.offset < field.end) values.push(this.varint(field.end));
      return values;
    });
  }

  private between(start: number, end: number, wanted?: readonly number[]): ProtobufField[] {
    const fields: ProtobufField[] = [];
    this.offset = start;
    while (this.offset < end) {
      const field = this.field(end);
      if (wanted !== undefined && !wanted.includes(field.number)) continue;
      fields.push(field);
      if (++this.kept > this.limit) {
        throw new InvalidInputError(
          'model.onnx_too_large',
          `the ONNX model has more than ${this.limit} parts; export a smaller model`,
        );
      }
    }
    return fields;
  }

  private field(end: number): ProtobufField {
    const start = this.offset;
    const tag = this.varint(end);
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (number < 1) throw this.malformed(start, `a field has the number ${number}`);
    let content = this.offset;
    let value = 0;
    if (wire === VARINT) {
      value = this.varint(end);
    } else if (wire === LENGTH_DELIMITED) {
      const length = this.varint(end);
      content = this.offset;
      this.skip(length, end);
    } else if (wire === FIXED64 || wire === FIXED32) {
      this.skip(wire === FIXED64 ? 8 : 4, end);
    } else {
      throw this.malformed(start, `a field has the wire type ${wire}`);
    }
    return { number, isDelimited: wire === LENGTH_DELIMITED, value, start, content, end: this.offset };
  }

  private varint(end: number): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < VARINT_BYTES; i++) {
      if (this.offset >= end) throw this.malformed(this.offset, 'a number is cut short');
      const byte = this.file[this.offset++];
      value += (byte & 127) * scale;
      if (byte < 128) return value >= SIGN ? value - 2 * SIGN : value;
      scale *= 128;
    }
    throw this.malformed(this.offset, 'a number has more than ten bytes');
  }

  private skip(length: number, end: number): void {
    if (length < 0 || length > end - this.offset) {
      throw this.malformed(this.offset, `a field of ${length} bytes goes beyond the end`);
    }
    this.offset += length;
  }

  private malformed(offset: number, what: string): InvalidInputError {
    return new InvalidInputError(
      'model.onnx_malformed',
      `the file is no whole ONNX model: ${what} at byte ${offset} of ${this.file.length}; export it again, or upload it whole`,
    );
  }
}

/** The fields of a number that hold messages or text. */
export function delimited(fields: readonly ProtobufField[], number: number): ProtobufField[] {
  return fields.filter((field) => field.number === number && field.isDelimited);
}

/** The last number under a field number, which is the one that counts. */
export function lastNumber(fields: readonly ProtobufField[], number: number): number | undefined {
  return fields.findLast((field) => field.number === number && !field.isDelimited)?.value;
}
