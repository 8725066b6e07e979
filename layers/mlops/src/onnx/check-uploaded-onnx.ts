import { InvalidInputError, MAXIMUM_UPLOADED_MODEL_BYTES } from '@optaic/mlops/base';
import {
  readUploadedOnnx,
  type UploadedGraph,
  type UploadedNode,
  type UploadedOnnx,
  type UploadedTensor,
} from './uploaded-onnx.ts';

/** What an uploaded model may be. */
export const UPLOADED_ONNX_LIMITS = {
  /** Of the file. */
  bytes: MAXIMUM_UPLOADED_MODEL_BYTES,
  /** Operators, those in subgraphs and functions too. */
  nodes: 20_000,
  tensors: 50_000,
  /** Inputs, and outputs. */
  values: 20_000,
  /** Of the default domain: what ONNX Runtime runs by its own promise. */
  oldestOperatorSet: 7,
  newestOperatorSet: 26,
} as const;

/** Operators of these are in ONNX Runtime; of others only what the model defines itself. */
const DOMAINS: ReadonlySet<string> = new Set(['', 'ai.onnx.ml', 'com.microsoft']);
/**
 * Reads the structure of an uploaded file and judges it, before any native code sees it.
 *
 * @throws {InvalidInputError} `model.onnx_too_large`, `model.onnx_malformed` for what is no whole model, a tensor without
 *   its values or a name that nothing produces, `model.onnx_unsupported` for an operator set or domain that cannot be run,
 *   `model.onnx_external_data`, `model.onnx_cyclic`.
 */
export function checkOnnxFile(file: Uint8Array): UploadedOnnx {
  requireAtMost(file.length, UPLOADED_ONNX_LIMITS.bytes, 'bytes');
  const model = readUploadedOnnx(file);
  checkOperatorSets(model);
  const graphs = graphsOf(model.graph);
  const nodes = [...graphs.flatMap((graph) => graph.nodes), ...model.functions.flatMap((own) => own.nodes)];
  const tensors = [...graphs.flatMap(({ initializers }) => initializers), ...nodes.flatMap((node) => node.tensors)];
  requireAtMost(nodes.length, UPLOADED_ONNX_LIMITS.nodes, 'operators');
  requireAtMost(tensors.length, UPLOADED_ONNX_LIMITS.tensors, 'tensors');
  requireAtMost(model.graph.inputs.length, UPLOADED_ONNX_LIMITS.values, 'inputs');
  requireAtMost(model.graph.outputs.length, UPLOADED_ONNX_LIMITS.values, 'outputs');
  checkDomains(nodes, new Set(model.functions.map(({ domain }) => domain)));
  for (const tensor of tensors) checkTensor(tensor);
  checkOrder(model.graph);
  return model;
}

function requireAtMost(count: number, limit: number, what: string): void {
  if (count <= limit) return;
  throw new InvalidInputError(
    'model.onnx_too_large',
    `the ONNX model has ${count} ${what}, the limit is ${limit}; export a smaller model`,
  );
}

function checkOperatorSets({ operatorSets }: UploadedOnnx): void {
  const { oldestOperatorSet, newestOperatorSet } = UPLOADED_ONNX_LIMITS;
  const version = operatorSets.get('');
  if (version === undefined || (version >= oldestOperatorSet && version <= newestOperatorSet)) return;
  throw new InvalidInputError(
    'model.onnx_unsupported',
    `the ONNX model has operator set ${version}; export it with one from ${oldestOperatorSet} to ${newestOperatorSet}`,
  );
}

function checkDomains(nodes: readonly UploadedNode[], own: ReadonlySet<string>): void {
  const other = nodes.find(({ domain }) => !DOMAINS.has(domain) && !own.has(domain));
  if (other === undefined) return;
  throw new InvalidInputError(
    'model.onnx_unsupported',
    `the ONNX model uses operator ${other.operator} of domain "${other.domain}", which ONNX Runtime does not have; export it with operators of ai.onnx and ai.onnx.ml`,
  );
}

/** Its values are in the file, and are as many as its shape says: a shape alone would have memory set aside for it. */
function checkTensor({ name, shape, storedBytes, isExternal }: UploadedTensor): void {
  if (isExternal) {
    throw new InvalidInputError(
      'model.onnx_external_data',
      `tensor "${name}" of the ONNX model lies in another file; save the model with its weights inside (save_as_external_data=False)`,
    );
  }
  const elements = shape.reduce((product, size) => product * size, 1);
  // Two numbers of four bits to a byte are the most that any type packs.
  if (shape.some((size) => size < 0) || elements > 2 * storedBytes) {
    throw new InvalidInputError(
      'model.onnx_malformed',
      `tensor "${name}" of the ONNX model has shape (${shape.join(', ')}), but the file holds ${storedBytes} bytes of it; export the model again`,
    );
  }
}

function graphsOf(graph: UploadedGraph): UploadedGraph[] {
  return [graph, ...graph.nodes.flatMap(({ subgraphs }) => subgraphs.flatMap(graphsOf))];
}

/** Kahn's algorithm over the nodes of the main graph; a node also needs what its subgraphs take from outside. */
function checkOrder({ nodes, inputs, initializers, outputs }: UploadedGraph): void {
  const producer = new Map<string, number>();
  for (const [index, node] of nodes.entries()) {
    for (const output of node.outputs) if (output !== '') producer.set(output, index);
  }
  const given = new Set([...inputs, ...initializers].map(({ name }) => name));
  const missing = [...nodes.flatMap((node) => node.inputs), ...outputs.map(({ name }) => name)].find(
    (name) => name !== '' && !producer.has(name) && !given.has(name),
  );
  if (missing !== undefined) {
    throw new InvalidInputError(
      'model.onnx_malformed',
      `the ONNX model takes "${missing}", which nothing in it produces; export it again`,
    );
  }
  const waits = nodes.map((node) => {
    const needed = [...node.inputs, ...node.subgraphs.flatMap(namesIn)].flatMap((name) => producer.get(name) ?? []);
    return new Set(needed);
  });
  const followers: number[][] = nodes.map(() => []);
  for (const [index, needed] of waits.entries()) for (const before of needed) followers[before].push(index);
  const ready = waits.flatMap((needed, index) => (needed.size === 0 ? [index] : []));
  let done = 0;
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    done++;
    for (const follower of followers[next]) {
      waits[follower].delete(next);
      if (waits[follower].size === 0) ready.push(follower);
    }
  }
  if (done === nodes.length) return;
  const stuck = nodes.find((_, index) => waits[index].size > 0);
  throw new InvalidInputError(
    'model.onnx_cyclic',
    `operator ${stuck?.operator} "${stuck?.name}" of the ONNX model waits for its own result; a graph has no cycle: export it again`,
  );
}

/** What a subgraph takes, its own names too: those are no names of the graph around it, or shadow nothing there. */
function namesIn(graph: UploadedGraph): string[] {
  return [
    ...graph.nodes.flatMap(({ inputs, subgraphs }) => [...inputs, ...subgraphs.flatMap(namesIn)]),
    ...graph.outputs.map(({ name }) => name),
  ];
}
