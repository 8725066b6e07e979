import type { ProtobufField } from './protobuf-reader.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import type { UploadedOnnx } from './uploaded-onnx.ts';

type Reader = UploadedOnnx['reader'];
/** New name by old name; others stay. */
export type Names = ReadonlyMap<string, string>;

const GRAPH = { node: 1, initializer: 5, valueInformation: 13 };
const VALUES = [11, 12];
const NODE = { input: 1, output: 2, attribute: 5 };
const ATTRIBUTE = { graph: 6, graphs: 11 };
const TENSOR_NAME = 8;
const VALUE_NAME = 1;

/**
 * The fields of a graph with its values renamed wherever they are made or used, in subgraphs too. Without names they are
 * copied as they are; with names, what the file says of the shapes in between is left out, since it would name them still.
 */
export function renameGraphFields(reader: Reader, fields: readonly ProtobufField[], names: Names): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const field of fields) {
    if (names.size === 0) writer.raw(reader.raw(field));
    else if (field.number === GRAPH.node) writer.bytes(GRAPH.node, renameNode(reader, field, names));
    else if (field.number === GRAPH.initializer) {
      writer.bytes(GRAPH.initializer, renameAt(reader, field, [TENSOR_NAME], names));
    } else if (VALUES.includes(field.number)) {
      writer.bytes(field.number, renameAt(reader, field, [VALUE_NAME], names));
    } else if (field.number !== GRAPH.valueInformation) writer.raw(reader.raw(field));
  }
  return writer;
}

function renameNode(reader: Reader, node: ProtobufField, names: Names): Uint8Array {
  const writer = new ProtobufWriter();
  for (const field of reader.message(node)) {
    if (field.number === NODE.attribute) writer.bytes(NODE.attribute, renameAttribute(reader, field, names));
    else if (field.number === NODE.input || field.number === NODE.output) renameText(writer, reader, field, names);
    else writer.raw(reader.raw(field));
  }
  return writer.finish();
}

function renameAttribute(reader: Reader, attribute: ProtobufField, names: Names): Uint8Array {
  const graphs = reader.message(attribute, Object.values(ATTRIBUTE));
  const writer = new ProtobufWriter();
  // Fields may come in any order: what lies between the graphs is copied in one piece.
  let copied = attribute.content;
  for (const graph of graphs) {
    writer.raw(reader.raw({ ...attribute, start: copied, end: graph.start }));
    writer.bytes(graph.number, renameGraphFields(reader, reader.message(graph), names).finish());
    copied = graph.end;
  }
  return writer.raw(reader.raw({ ...attribute, start: copied, end: attribute.end })).finish();
}

function renameAt(reader: Reader, message: ProtobufField, numbers: readonly number[], names: Names): Uint8Array {
  const texts = reader.message(message, numbers);
  const writer = new ProtobufWriter();
  let copied = message.content;
  for (const field of texts) {
    writer.raw(reader.raw({ ...message, start: copied, end: field.start }));
    renameText(writer, reader, field, names);
    copied = field.end;
  }
  return writer.raw(reader.raw({ ...message, start: copied, end: message.end })).finish();
}

function renameText(writer: ProtobufWriter, reader: Reader, field: ProtobufField, names: Names): void {
  const name = names.get(reader.text(field));
  if (name === undefined) writer.raw(reader.raw(field));
  else writer.string(field.number, name);
}
