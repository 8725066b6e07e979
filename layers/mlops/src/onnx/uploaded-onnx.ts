import { InvalidInputError } from '@optaic/mlops/base';
import { delimited, lastNumber, type ProtobufField, ProtobufReader } from './protobuf-reader.ts';

/** The parts of somebody else's ModelProto that the importer looks at: its structure, not its weights. */
export interface UploadedOnnx {
  /** Version by domain; the default domain is ''. */
  readonly operatorSets: ReadonlyMap<string, number>;
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: UploadedGraph;
  /** Those that the model brings itself. */
  readonly functions: readonly { readonly domain: string; readonly nodes: readonly UploadedNode[] }[];
  /** Of the ModelProto, in order. */
  readonly fields: readonly ProtobufField[];
  readonly reader: ProtobufReader;
}

export interface UploadedGraph {
  readonly nodes: readonly UploadedNode[];
  readonly initializers: readonly UploadedTensor[];
  /** Without initializers, which old files list among the inputs. */
  readonly inputs: readonly UploadedValue[];
  readonly outputs: readonly UploadedValue[];
  /** Of the GraphProto, in order. */
  readonly fields: readonly ProtobufField[];
}

export interface UploadedNode {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly subgraphs: readonly UploadedGraph[];
  /** In attributes, such as a Constant's. */
  readonly tensors: readonly UploadedTensor[];
  readonly field: ProtobufField;
}

export interface UploadedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of all that the file says of it. */
  readonly storedBytes: number;
  readonly isExternal: boolean;
}

export interface UploadedValue {
  readonly name: string;
  /** Sequences, maps and optionals are no rows of numbers. */
  readonly kind: 'tensor' | 'other';
  /** Wire number of TensorProto.DataType; 0 when unknown. */
  readonly type: number;
  /** A size, or undefined for one that varies; absent when the rank is unknown. */
  readonly shape?: readonly (number | undefined)[];
}

/** Subgraphs in subgraphs: no exporter goes as deep. */
const MAXIMUM_DEPTH = 16;
/** Fields that are read in all: twenty operators' worth for each of the most operators a model may have. */
const MAXIMUM_FIELDS = 1_000_000;
const EXTERNAL = 1;

// Field numbers of onnx.proto.
const MODEL = { producer: 2, graph: 7, operatorSet: 8, metadata: 14, functions: 25 };
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, sparseInitializer: 15 };
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 };
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparseTensor: 22 };
const TENSOR = { dimensions: 1, name: 8, externalData: 13, location: 14 };
const FUNCTION = { node: 7, domain: 10 };

/**
 * Reads the structure of an ONNX file.
 *
 * @throws {InvalidInputError} `model.onnx_malformed` when it is no protocol buffer, has no graph, or is cut short;
 *   `model.onnx_too_large` when it has more parts than any model.
 * @see https://github.com/onnx/onnx/blob/v1.16.0/onnx/onnx.proto
 */
export function readUploadedOnnx(file: Uint8Array): UploadedOnnx {
  const reader = new ProtobufReader(file, MAXIMUM_FIELDS);
  const fields = reader.whole();
  const graph = delimited(fields, MODEL.graph).at(-1);
  if (graph === undefined) throw malformed('it has no graph');
  const pairs = (number: number) => delimited(fields, number).map((entry) => reader.message(entry));
  return {
    producer: textAt(reader, fields, MODEL.producer),
    operatorSets: new Map(
      pairs(MODEL.operatorSet).map((set) => [domainAt(reader, set, 1), lastNumber(set, 2) ?? 0] as const),
    ),
    metadata: new Map(
      pairs(MODEL.metadata).map((entry) => [textAt(reader, entry, 1), textAt(reader, entry, 2)] as const),
    ),
    graph: readGraph(reader, graph, 0),
    functions: pairs(MODEL.functions).map((inner) => ({
      domain: domainAt(reader, inner, FUNCTION.domain),
      nodes: delimited(inner, FUNCTION.node).map((node) => readNode(reader, node, 1)),
    })),
    fields,
    reader,
  };
}

function readGraph(reader: ProtobufReader, encoded: ProtobufField, depth: number): UploadedGraph {
  if (depth > MAXIMUM_DEPTH) throw malformed(`its graphs are nested more than ${MAXIMUM_DEPTH} deep`);
  const fields = reader.message(encoded);
  const initializers = [
    ...delimited(fields, GRAPH.initializer).map((tensor) => readTensor(reader, tensor)),
    ...delimited(fields, GRAPH.sparseInitializer).map((tensor) => readSparseTensor(reader, tensor)),
  ];
  const given = new Set(initializers.map(({ name }) => name));
  return {
    nodes: delimited(fields, GRAPH.node).map((node) => readNode(reader, node, depth)),
    initializers,
    inputs: delimited(fields, GRAPH.input)
      .map((value) => readValue(reader, value))
      .filter(({ name }) => !given.has(name)),
    outputs: delimited(fields, GRAPH.output).map((value) => readValue(reader, value)),
    fields,
  };
}

function readNode(reader: ProtobufReader, field: ProtobufField, depth: number): UploadedNode {
  const fields = reader.message(field);
  // The rest of an attribute may be a million numbers, each a field of its own.
  const attributes = delimited(fields, NODE.attribute).flatMap((attribute) =>
    reader.message(attribute, Object.values(ATTRIBUTE)),
  );
  const names = (number: number) => delimited(fields, number).map((name) => reader.text(name));
  return {
    name: textAt(reader, fields, NODE.name),
    operator: textAt(reader, fields, NODE.operator),
    domain: domainAt(reader, fields, NODE.domain),
    inputs: names(NODE.input),
    outputs: names(NODE.output),
    subgraphs: [...delimited(attributes, ATTRIBUTE.graph), ...delimited(attributes, ATTRIBUTE.graphs)].map((graph) =>
      readGraph(reader, graph, depth + 1),
    ),
    tensors: [
      ...delimited(attributes, ATTRIBUTE.tensor).map((tensor) => readTensor(reader, tensor)),
      ...delimited(attributes, ATTRIBUTE.tensors).map((tensor) => readTensor(reader, tensor)),
      ...delimited(attributes, ATTRIBUTE.sparseTensor).map((tensor) => readSparseTensor(reader, tensor)),
    ],
    field,
  };
}

function readTensor(reader: ProtobufReader, encoded: ProtobufField): UploadedTensor {
  const fields = reader.message(encoded, Object.values(TENSOR));
  return {
    name: textAt(reader, fields, TENSOR.name),
    shape: reader.numbers(fields, TENSOR.dimensions),
    storedBytes: encoded.end - encoded.content,
    isExternal: lastNumber(fields, TENSOR.location) === EXTERNAL || delimited(fields, TENSOR.externalData).length > 0,
  };
}

/** Its shape is that of the whole, which ONNX Runtime fills with zeros. */
function readSparseTensor(reader: ProtobufReader, encoded: ProtobufField): UploadedTensor {
  const fields = reader.message(encoded);
  const parts = [...delimited(fields, 1), ...delimited(fields, 2)].map((part) => readTensor(reader, part));
  return {
    name: parts[0]?.name ?? '',
    shape: reader.numbers(fields, 3),
    storedBytes: encoded.end - encoded.content,
    isExternal: parts.some(({ isExternal }) => isExternal),
  };
}

function readValue(reader: ProtobufReader, encoded: ProtobufField): UploadedValue {
  const fields = reader.message(encoded);
  const name = textAt(reader, fields, 1);
  const type = delimited(fields, 2).flatMap((inner) => reader.message(inner));
  const tensor = delimited(type, 1).at(-1);
  if (tensor === undefined) return { name, kind: type.length === 0 ? 'tensor' : 'other', type: 0 };
  const inner = reader.message(tensor);
  const shape = delimited(inner, 2).at(-1);
  const sizes = shape && delimited(reader.message(shape), 1).map((dimension) => reader.message(dimension));
  return {
    name,
    kind: 'tensor',
    type: lastNumber(inner, 1) ?? 0,
    ...(sizes === undefined ? {} : { shape: sizes.map((size) => lastNumber(size, 1)) }),
  };
}

function textAt(reader: ProtobufReader, fields: readonly ProtobufField[], number: number): string {
  const last = delimited(fields, number).at(-1);
  return last === undefined ? '' : reader.text(last);
}

/** `ai.onnx` is another name of the default domain. */
function domainAt(reader: ProtobufReader, fields: readonly ProtobufField[], number: number): string {
  const domain = textAt(reader, fields, number);
  return domain === 'ai.onnx' ? '' : domain;
}

function malformed(what: string): InvalidInputError {
  return new InvalidInputError('model.onnx_malformed', `the file is no whole ONNX model: ${what}; export it again`);
}
