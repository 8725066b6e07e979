import { ProtobufWriter } from './protobuf-writer.ts';

/** The parts of ONNX's ModelProto that our exporters need. */
export interface OnnxModel {
  readonly graphName: string;
  readonly producerVersion: string;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
  /** Numbers that the nodes name as inputs. */
  readonly constants?: readonly OnnxConstant[];
  /** Written in the order of their names. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  /** Absent for the default operator set. */
  readonly domain?: 'ai.onnx.ml';
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly OnnxAttribute[];
}

export type OnnxAttribute = { readonly name: string } & (
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'ints'; readonly value: readonly number[] }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'strings'; readonly value: readonly string[] }
);

/** A float32 tensor; a dimension is a size, or the name of one that varies. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export type OnnxConstant = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly type: 'double'; readonly values: readonly number[] }
  | { readonly type: 'int64'; readonly values: readonly number[] }
);

const PRODUCER = 'optaic-mlops';
const IR_VERSION = 8;
const OPERATOR_SETS = [
  { domain: '', version: 17 },
  { domain: 'ai.onnx.ml', version: 3 },
];
const FLOAT = 1;
// Wire numbers of onnx.proto: TensorProto.DataType.
const CONSTANT_TYPES = { int64: 7, double: 11 };
// Wire numbers of onnx.proto: AttributeProto.AttributeType.
const ATTRIBUTE_TYPES = { int: 2, string: 3, floats: 6, ints: 7, strings: 8 };

/**
 * The bytes of an ONNX file: a function of the model alone, without time, id or environment.
 *
 * @see https://github.com/onnx/onnx/blob/v1.16.0/onnx/onnx.proto for the field numbers.
 */
export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  const writer = new ProtobufWriter()
    .integer(1, IR_VERSION)
    .string(2, PRODUCER)
    .string(3, model.producerVersion)
    .message(7, (graph) => writeGraph(graph, model));
  for (const { domain, version } of OPERATOR_SETS) {
    writer.message(8, (set) => set.string(1, domain).integer(2, version));
  }
  for (const name of Object.keys(model.metadata).sort()) {
    writer.message(14, (entry) => entry.string(1, name).string(2, model.metadata[name] ?? ''));
  }
  return writer.finish();
}

function writeGraph(graph: ProtobufWriter, { graphName, nodes, inputs, outputs, constants = [] }: OnnxModel): void {
  for (const node of nodes) graph.message(1, (writer) => writeNode(writer, node));
  graph.string(2, graphName);
  for (const constant of constants) graph.message(5, (writer) => writeConstant(writer, constant));
  for (const input of inputs) graph.message(11, (writer) => writeTensor(writer, input));
  for (const output of outputs) graph.message(12, (writer) => writeTensor(writer, output));
}

function writeNode(writer: ProtobufWriter, { name, operator, domain, inputs, outputs, attributes }: OnnxNode): void {
  for (const input of inputs) writer.string(1, input);
  for (const output of outputs) writer.string(2, output);
  writer.string(3, name).string(4, operator);
  for (const attribute of attributes) writer.message(5, (inner) => writeAttribute(inner, attribute));
  if (domain !== undefined) writer.string(7, domain);
}

function writeAttribute(writer: ProtobufWriter, attribute: OnnxAttribute): void {
  writer.string(1, attribute.name);
  switch (attribute.type) {
    case 'int':
      writer.integer(3, attribute.value);
      break;
    case 'string':
      writer.string(4, attribute.value);
      break;
    case 'floats':
      writer.packedFloats(7, attribute.value);
      break;
    case 'ints':
      writer.packedIntegers(8, attribute.value);
      break;
    case 'strings':
      for (const value of attribute.value) writer.string(9, value);
  }
  writer.integer(20, ATTRIBUTE_TYPES[attribute.type]);
}

function writeConstant(writer: ProtobufWriter, { name, shape, type, values }: OnnxConstant): void {
  const raw = new DataView(new ArrayBuffer(8 * values.length));
  for (const [i, value] of values.entries()) {
    if (type === 'double') raw.setFloat64(8 * i, value, true);
    else raw.setBigInt64(8 * i, BigInt(value), true);
  }
  writer.packedIntegers(1, shape).integer(2, CONSTANT_TYPES[type]).string(8, name).bytes(9, new Uint8Array(raw.buffer));
}

function writeTensor(writer: ProtobufWriter, { name, shape }: OnnxTensor): void {
  writer.string(1, name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.integer(1, FLOAT).message(2, (dimensions) => {
        for (const size of shape) {
          dimensions.message(1, (dimension) =>
            typeof size === 'number' ? dimension.integer(1, size) : dimension.string(2, size),
          );
        }
      }),
    ),
  );
}
