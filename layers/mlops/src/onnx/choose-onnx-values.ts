import { type ErrorCode, InvalidInputError } from '@optaic/mlops/base';
import type { UploadedGraph, UploadedOnnx, UploadedValue } from './uploaded-onnx.ts';

/** What the importer's caller says of an uploaded model; what it does not say is found where there is one answer. */
export interface OnnxDeclaration {
  /** Names of the platform's features, in the order of its rows. */
  readonly featureNames: readonly string[];
  /** The model's feature names in the order that it takes them. @default its metadata `feature_names`, else the platform's */
  readonly modelFeatureNames?: readonly string[] | undefined;
  /** @default its only input, or all of them where each is named after a feature */
  readonly input?: string | undefined;
  /** @default its only output of float numbers; of a classifier, its probabilities */
  readonly output?: string | undefined;
  /** Of an output with several numbers a row, from 0. @default 1 of two probabilities: that of the second class */
  readonly column?: number | undefined;
}

/** How a model's inputs are made of the platform's rows. */
export interface ChosenInput {
  readonly name: string;
  /** Wire number of TensorProto.DataType. */
  readonly type: number;
  /** Positions among the platform's features, in the order the model takes them; absent: all, as they come. */
  readonly columns?: readonly number[];
  /** Shape (rows,) instead of (rows, columns). */
  readonly isVector: boolean;
}

export interface ChosenOutput {
  /** The value that is read. */
  readonly name: string;
  readonly column?: number;
}

/** By wire number of TensorProto.DataType. */
const TYPE_NAMES: Readonly<Record<number, string>> = {
  ...{ 1: 'float', 2: 'uint8', 3: 'int8', 5: 'int16', 6: 'int32', 7: 'int64', 8: 'string', 9: 'bool', 10: 'float16' },
  ...{ 11: 'double', 12: 'uint32', 13: 'uint64' },
};
const INPUT_TYPES = [1, 6, 7, 10, 11];
const FLOATS = [1, 10, 11, 16];
const NUMBERS = [...FLOATS, 2, 3, 5, 6, 7, 9, 12, 13];
const ZIP_MAP = 'ZipMap';
/** Names in a message; more are counted. */
const LISTED = 20;

/**
 * @throws {InvalidInputError} `model.onnx_input_ambiguous`, `model.onnx_input_invalid` for a type or rank that rows of
 *   numbers are not; `model.feature_mismatch`, naming what differs.
 */
export function chooseInputs({ graph, metadata }: UploadedOnnx, declared: OnnxDeclaration): ChosenInput[] {
  const { featureNames } = declared;
  const [only, ...others] = graph.inputs;
  if (only === undefined) throw inputError('model.onnx_input_invalid', graph, 'has no input to give features to');
  const named = graph.inputs.map(({ name }) => name);
  if (declared.input !== undefined && !named.includes(declared.input)) {
    throw inputError('model.onnx_input_ambiguous', graph, `has no input "${declared.input}"`);
  }
  for (const input of graph.inputs) requireNumbers(graph, input);
  if (others.length > 0) {
    if (declared.input !== undefined || !named.some((name) => featureNames.includes(name))) {
      const what = 'takes more than the features';
      throw inputError(
        'model.onnx_input_ambiguous',
        graph,
        `${what}; give it one input, or one named after each feature`,
      );
    }
    requireSameNames(named, featureNames);
    return graph.inputs.map(({ name, type, shape }) => {
      const isVector = shape?.length === 1;
      return { name, type, columns: [featureNames.indexOf(name)], isVector };
    });
  }
  const names = declared.modelFeatureNames ?? namesInMetadata(metadata);
  if (names !== undefined) requireSameNames(names, featureNames);
  const width = only.shape?.[1];
  if (width !== undefined && width !== featureNames.length) {
    throw new InvalidInputError(
      'model.feature_mismatch',
      `the ONNX model takes ${width} features, the instance selects ${featureNames.length}: ${listed(featureNames)}`,
    );
  }
  const positions = new Map(featureNames.map((name, position) => [name, position]));
  const columns = names?.map((name) => positions.get(name) ?? -1); // which none is: the names are the same
  const isSorted = columns === undefined || columns.every((column, position) => column === position);
  return [{ name: only.name, type: only.type, isVector: false, ...(isSorted ? {} : { columns }) }];
}

function requireNumbers(graph: UploadedGraph, { name, kind, type, shape }: UploadedValue): void {
  const isSingle = graph.inputs.length === 1;
  const isRows = shape === undefined || shape.length === 2 || (!isSingle && shape.length === 1);
  const isNarrow = isSingle || shape?.length === 1 || shape?.[1] === undefined || shape[1] === 1;
  if (kind === 'tensor' && INPUT_TYPES.includes(type) && isRows && isNarrow) return;
  throw inputError(
    'model.onnx_input_invalid',
    graph,
    `cannot be given rows at "${name}", which must be float, double, int32 or int64 of shape (rows, ${isSingle ? 'features' : '1'})`,
  );
}

function requireSameNames(model: readonly string[], instance: readonly string[]): void {
  const [inModel, inInstance] = [new Set(model), new Set(instance)];
  const missing = instance.filter((name) => !inModel.has(name));
  const unknown = [...inModel].filter((name) => !inInstance.has(name));
  const counts = Map.groupBy(model, (name) => name);
  const twice = [...inModel].filter((name) => (counts.get(name)?.length ?? 0) > 1);
  if (missing.length === 0 && unknown.length === 0 && twice.length === 0) return;
  const parts = [
    ...(missing.length === 0 ? [] : [`it does not take ${listed(missing)}`]),
    ...(unknown.length === 0 ? [] : [`the instance does not select ${listed(unknown)}`]),
    ...(twice.length === 0 ? [] : [`it names ${listed(twice)} twice`]),
  ];
  throw new InvalidInputError(
    'model.feature_mismatch',
    `the ONNX model has ${model.length} features, the instance ${instance.length}: ${parts.join('; ')}`,
    { details: { missing: missing.slice(0, LISTED), unknown: unknown.slice(0, LISTED) } },
  );
}

/** As this platform's exporters write it; what is no list of names says nothing. */
function namesInMetadata(metadata: ReadonlyMap<string, string>): string[] | undefined {
  const text = metadata.get('feature_names');
  if (text === undefined) return undefined;
  try {
    const names: unknown = JSON.parse(text);
    const isNames = Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string');
    return isNames ? names : undefined;
  } catch {
    return undefined; // another exporter's own notation
  }
}

/**
 * @throws {InvalidInputError} `model.onnx_output_ambiguous`, `model.onnx_output_invalid` for a type or rank that is no
 *   number a row, or a column that is not there.
 */
export function chooseOutput({ graph }: UploadedOnnx, { output, column }: OnnxDeclaration): ChosenOutput {
  const chosen = output === undefined ? onlyOutput(graph) : graph.outputs.find(({ name }) => name === output);
  if (chosen === undefined) {
    throw outputError(
      'model.onnx_output_ambiguous',
      graph,
      output === undefined ? 'has several' : `has no "${output}"`,
    );
  }
  const { name, kind, type, shape } = chosen;
  const zipMap = zipMapsOf(graph).get(name);
  if (zipMap !== undefined) return { name: zipMap, ...(column === undefined ? {} : { column }) };
  if (kind !== 'tensor' || !(type === 0 || NUMBERS.includes(type)) || shape?.length === 0) {
    throw outputError('model.onnx_output_invalid', graph, `gives no number a row at "${name}"`);
  }
  const width = shape === undefined || shape.length > 2 ? undefined : shape.length === 1 ? 1 : shape[1];
  if (width !== undefined && column !== undefined && column >= width) {
    throw outputError(
      'model.onnx_output_invalid',
      graph,
      `gives ${width} numbers a row at "${name}", no column ${column}`,
    );
  }
  if (width === undefined || width === 1 || column !== undefined) {
    return { name, ...(column === undefined || width === 1 ? {} : { column }) };
  }
  if (width === 2 && isProbability(name)) return { name, column: 1 };
  throw outputError('model.onnx_output_ambiguous', graph, `gives ${width} numbers a row at "${name}"; name the column`);
}

/** A classifier's label is a number too: its probabilities are what tells rows apart. */
function onlyOutput(graph: UploadedGraph): UploadedValue | undefined {
  const zipMaps = zipMapsOf(graph);
  const isScore = ({ name, type }: UploadedValue) => FLOATS.includes(type) || zipMaps.has(name);
  const scores = graph.outputs.filter(isScore);
  if (scores.length === 1) return scores[0];
  return graph.outputs.length === 1 ? graph.outputs[0] : scores.find(({ name }) => isProbability(name));
}

function isProbability(name: string): boolean {
  return /prob/i.test(name);
}

/** What each ZipMap, which makes dictionaries of probabilities, makes its output of. */
function zipMapsOf({ nodes }: UploadedGraph): ReadonlyMap<string, string> {
  const zipMaps = nodes.filter(({ operator }) => operator === ZIP_MAP);
  return new Map(zipMaps.flatMap(({ inputs: [from], outputs: [to] }) => (from && to ? [[to, from] as const] : [])));
}

function inputError(code: ErrorCode, { inputs }: UploadedGraph, what: string): InvalidInputError {
  return new InvalidInputError(code, `the ONNX model ${what}; its inputs are ${listed(inputs.map(describe))}`);
}

function outputError(code: ErrorCode, { outputs }: UploadedGraph, what: string): InvalidInputError {
  return new InvalidInputError(
    code,
    `the ONNX model ${what}; name an output of numbers, of shape (rows, 1), or one with its column: it has ${listed(outputs.map(describe))}`,
  );
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  return `${names.slice(0, LISTED).join(', ')}${more}`;
}

/** `probabilities float (?, 2)`. */
function describe({ name, kind, type, shape }: UploadedValue): string {
  if (kind === 'other') return `${name} (no tensor)`;
  const size = shape === undefined ? '' : ` (${shape.map((value) => value ?? '?').join(', ')})`;
  return `${name} ${TYPE_NAMES[type] ?? `type ${type}`}${size}`;
}
