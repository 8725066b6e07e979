import { checkOnnxFile } from './check-uploaded-onnx.ts';
import {
  type ChosenInput,
  type ChosenOutput,
  chooseInputs,
  chooseOutput,
  type OnnxDeclaration,
} from './choose-onnx-values.ts';
import { ONNX_INPUT, ONNX_OUTPUT } from './gbdt-to-onnx.ts';
import type { ProtobufField } from './protobuf-reader.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { renameGraphFields } from './rename-onnx-values.ts';
import type { UploadedGraph } from './uploaded-onnx.ts';

export interface ImportedOnnx {
  /** Serves as any model here: input `features` float32 (N, F), output `score` float32 (N, 1). */
  readonly onnx: Uint8Array;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly column?: number;
  /** The tool that wrote the file, as it says. */
  readonly producer: string;
}

const GRAPH_FIELD = 7;
const OPERATOR_SET_FIELD = 8;
const [NODE, INPUT, OUTPUT] = [1, 11, 12];
const FLOAT = 1;
const INT64 = 7;
/** For models that use ai.onnx.ml alone; any from 7 on has the few operators of the adapter. */
const OPERATOR_SET = 17;
// Wire numbers of onnx.proto: AttributeProto.AttributeType.
const [INT_ATTRIBUTE, TENSOR_ATTRIBUTE] = [2, 4];

/**
 * Makes a model that was exported elsewhere (scikit-learn, PyTorch, LightGBM, …) serve as one of this platform: around its
 * graph, which stays as it is, come the few operators that put the features into the model's order and type, and take the
 * one number a row out of what it gives. Whether it runs is not known before it has run.
 *
 * @throws {InvalidInputError} `model.onnx_too_large`, `model.onnx_malformed`, `model.onnx_unsupported`,
 *   `model.onnx_external_data`, `model.onnx_cyclic`, `model.onnx_input_ambiguous`, `model.onnx_input_invalid`,
 *   `model.onnx_output_ambiguous`, `model.onnx_output_invalid`, `model.feature_mismatch`.
 */
export function importOnnx(file: Uint8Array, declaration: OnnxDeclaration): ImportedOnnx {
  const uploaded = checkOnnxFile(file);
  const inputs = chooseInputs(uploaded, declaration);
  const output = chooseOutput(uploaded, declaration);
  const { graph, reader, fields, operatorSets, producer } = uploaded;

  const free = freeNames(graph);
  const names = new Map([ONNX_INPUT, ONNX_OUTPUT].filter(free.isTaken).map((name) => [name, free.name(name)]));
  const renamed = (name: string) => names.get(name) ?? name;
  const width = declaration.featureNames.length;
  // Inputs that are initializers as well stay: files before IR version 4 list them so.
  const fed = new Set(inputs.map(({ name }) => name));
  const kept = graph.fields.filter((field) => {
    if (field.number === OUTPUT) return false;
    return field.number !== INPUT || !fed.has(nameOf(field));
  });
  function nameOf(field: ProtobufField): string {
    return reader.text(reader.message(field, [1])[0] ?? field);
  }

  const adapted = new ProtobufWriter();
  for (const input of inputs) feed(adapted, { ...input, name: renamed(input.name) }, free.name);
  adapted.raw(renameGraphFields(reader, withoutZipMaps(graph, kept), names).finish());
  take(adapted, { ...output, name: renamed(output.name) }, free.name);
  adapted.message(INPUT, (value) => writeValue(value, ONNX_INPUT, ['N', width]));
  adapted.message(OUTPUT, (value) => writeValue(value, ONNX_OUTPUT));

  const model = new ProtobufWriter();
  for (const field of fields) if (field.number !== GRAPH_FIELD) model.raw(reader.raw(field));
  if (!operatorSets.has('')) model.message(OPERATOR_SET_FIELD, (set) => set.integer(2, OPERATOR_SET));
  return {
    onnx: model.bytes(GRAPH_FIELD, adapted.finish()).finish(),
    inputs: [...fed],
    output: output.name,
    ...(output.column === undefined ? {} : { column: output.column }),
    producer,
  };
}

/** Dictionaries of probabilities are of no use here, and cost an allocation a row. */
function withoutZipMaps({ nodes }: UploadedGraph, fields: readonly ProtobufField[]): ProtobufField[] {
  const dropped = new Set(nodes.filter(({ operator }) => operator === 'ZipMap').map(({ field }) => field.start));
  return fields.filter(({ number, start }) => number !== NODE || !dropped.has(start));
}

/** features → the columns that an input takes → its type. */
function feed(
  graph: ProtobufWriter,
  { name, type, columns, isVector }: ChosenInput,
  free: (stem: string) => string,
): void {
  let value = ONNX_INPUT;
  if (columns !== undefined) value = gather(graph, value, columns, isVector, free);
  node(graph, 'Cast', [value], name, [['to', type]]);
}

/** An output of any number type → float → one row a row → the column that counts → score. */
function take(graph: ProtobufWriter, { name, column }: ChosenOutput, free: (stem: string) => string): void {
  const cast = free('output_float');
  node(graph, 'Cast', [name], cast, [['to', FLOAT]]);
  if (column === undefined) {
    node(graph, 'Flatten', [cast], ONNX_OUTPUT, [['axis', 1]]);
    return;
  }
  const flat = free('output_rows');
  node(graph, 'Flatten', [cast], flat, [['axis', 1]]);
  const indices = constant(graph, [column], free, [1]);
  node(graph, 'Gather', [flat, indices], ONNX_OUTPUT, [['axis', 1]]);
}

function gather(
  graph: ProtobufWriter,
  from: string,
  columns: readonly number[],
  isVector: boolean,
  free: (stem: string) => string,
): string {
  const indices = constant(graph, columns, free, isVector ? [] : [columns.length]);
  const gathered = free('input_columns');
  node(graph, 'Gather', [from, indices], gathered, [['axis', 1]]);
  return gathered;
}

function node(
  graph: ProtobufWriter,
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly (readonly [string, number])[],
): void {
  graph.message(NODE, (writer) => {
    for (const input of inputs) writer.string(1, input);
    writer.string(2, output).string(3, `adapter ${output}`).string(4, operator);
    for (const [name, value] of attributes) {
      writer.message(5, (attribute) => attribute.string(1, name).integer(3, value).integer(20, INT_ATTRIBUTE));
    }
  });
}

/** As a node, since before IR version 4 an initializer had to be an input as well. */
function constant(
  graph: ProtobufWriter,
  values: readonly number[],
  free: (stem: string) => string,
  shape: readonly number[],
): string {
  const name = free('input_positions');
  graph.message(NODE, (writer) =>
    writer
      .string(2, name)
      .string(3, `adapter ${name}`)
      .string(4, 'Constant')
      .message(5, (attribute) =>
        attribute
          .string(1, 'value')
          .message(5, (tensor) => tensor.packedIntegers(1, shape).integer(2, INT64).packedIntegers(7, values))
          .integer(20, TENSOR_ATTRIBUTE),
      ),
  );
  return name;
}

function writeValue(value: ProtobufWriter, name: string, shape?: readonly (number | string)[]): void {
  value.string(1, name).message(2, (type) =>
    type.message(1, (tensor) => {
      tensor.integer(1, FLOAT);
      if (shape === undefined) return; // what comes out is known only when it has run
      tensor.message(2, (dimensions) => {
        for (const size of shape) {
          dimensions.message(1, (dimension) =>
            typeof size === 'number' ? dimension.integer(1, size) : dimension.string(2, size),
          );
        }
      });
    }),
  );
}

/** Names that no value of the graph has, in subgraphs neither. */
function freeNames(graph: UploadedGraph): { isTaken(name: string): boolean; name(stem: string): string } {
  const taken = new Set<string>();
  const collect = ({ nodes, initializers, inputs, outputs }: UploadedGraph): void => {
    for (const { name } of [...initializers, ...inputs, ...outputs]) taken.add(name);
    for (const { inputs: used, outputs: made, subgraphs } of nodes) {
      for (const name of [...used, ...made]) taken.add(name);
      for (const subgraph of subgraphs) collect(subgraph);
    }
  };
  collect(graph);
  return {
    isTaken: (name) => taken.has(name),
    name: (stem) => {
      let name = stem;
      for (let suffix = 1; taken.has(name); suffix++) name = `${stem}_${suffix}`;
      taken.add(name);
      return name;
    },
  };
}
