import {
  InvalidInputError,
  type Memory,
  type ModelState,
  type Panel,
  type Prediction,
  type TrainingResult,
} from '@optaic/mlops/base';
import { z } from 'zod';

/** What comes out of a definition, checked and copied into this realm. */

const MetricsSchema = z.record(z.string().min(1).max(128), z.number());

/** As a dataset has them beside `score` and `signal`. */
const ColumnNameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);
const RESERVED_COLUMNS: ReadonlySet<string> = new Set(['score', 'signal', 'entity', 'event_time', 'knowledge_time']);
const MAXIMUM_COLUMNS = 200;

export function adoptResult(definition: string, result: TrainingResult, memory: Memory): TrainingResult {
  const where = 'training.trainer.fit';
  if (memory === 'none' && result.state !== undefined) throw noState(definition, where);
  return {
    onnx: bytes(definition, `${where} onnx`, result.onnx),
    ...(result.native === undefined ? {} : { native: bytes(definition, `${where} native`, result.native) }),
    ...(result.state === undefined ? {} : { state: adoptState(definition, `${where} state`, result.state) }),
    metrics: metrics(definition, `${where} metrics`, result.metrics),
    importance: metrics(definition, `${where} importance`, result.importance),
  };
}

export interface PredictionCall {
  readonly definition: string;
  readonly panel: Panel;
  readonly memory: Memory;
}

/** A prediction whose columns are all of its rows' length, which are the panel's or its own, and that carries its state. */
export function adoptPrediction(value: unknown, { definition, panel, memory }: PredictionCall): Prediction {
  const where = 'inference.predictor';
  const { entity, decisionTime, score, signal, columns, state } = PredictionShape.parse(value);
  const own = ownRows(entity, decisionTime, { definition, panel });
  const rows = own?.entity.length ?? panel.rows;
  return {
    score: float32(definition, `${where} score`, score, rows),
    signal: float32(definition, `${where} signal`, signal, rows),
    ...(columns === undefined ? {} : { columns: adoptColumns(definition, columns, rows) }),
    ...own,
    ...predictedState(definition, state, panel, memory),
  };
}

/** What it has to have is said of each column below. */
const PredictionShape = z.object({
  score: z.unknown().optional(),
  signal: z.unknown().optional(),
  columns: z.unknown().optional(),
  entity: z.unknown().optional(),
  decisionTime: z.unknown().optional(),
  state: z.unknown().optional(),
});

function ownRows(
  entity: unknown,
  decisionTime: unknown,
  { definition, panel }: Pick<PredictionCall, 'definition' | 'panel'>,
): (Pick<Prediction, 'entity' | 'decisionTime'> & { entity: readonly string[] }) | undefined {
  if (entity === undefined && decisionTime === undefined) return undefined;
  const names = z.array(z.string().min(1).max(256)).safeParse(entity);
  if (!names.success) throw outputInvalid(definition, 'inference.predictor entity', 'names, one a row');
  const times = float64(definition, 'inference.predictor decisionTime', decisionTime, names.data.length);
  const asked = new Set(panel.decisionTime);
  names.data.forEach((name, row) => {
    const isAfter =
      row === 0 || times[row] > times[row - 1] || (times[row] === times[row - 1] && name > names.data[row - 1]);
    if (!asked.has(times[row]) || !isAfter) {
      throw outputInvalid(
        definition,
        `inference.predictor row ${row} (${name})`,
        "rows of the panel's decision times, by decision time and then entity, each once",
      );
    }
  });
  return { entity: names.data, decisionTime: times };
}

function adoptColumns(definition: string, value: unknown, rows: number): Record<string, Float32Array> {
  const where = 'inference.predictor columns';
  const columns = z.record(z.string(), z.unknown()).safeParse(value);
  if (!columns.success) throw outputInvalid(definition, where, 'columns by name');
  const entries = Object.entries(columns.data);
  const bad = entries.find(([name]) => RESERVED_COLUMNS.has(name) || !ColumnNameSchema.safeParse(name).success);
  if (bad !== undefined || entries.length > MAXIMUM_COLUMNS) {
    const found = bad === undefined ? `${entries.length} columns` : `"${bad[0]}"`;
    throw outputInvalid(
      definition,
      `${where} (${found})`,
      `at most ${MAXIMUM_COLUMNS} columns named in lower case, letters, digits and _, at most 64 characters, none of ${[...RESERVED_COLUMNS].join(', ')}`,
    );
  }
  // By name, so that what is stored does not depend on the order that a definition fills them in.
  return Object.fromEntries(
    entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, column]) => [name, float32(definition, `${where} ${name}`, column, rows)]),
  );
}

function predictedState(definition: string, value: unknown, panel: Panel, memory: Memory): Pick<Prediction, 'state'> {
  const where = 'inference.predictor state';
  if (memory === 'none') {
    if (value === undefined) return {};
    throw noState(definition, where);
  }
  const state = adoptState(definition, where, value);
  const last = panel.decisionTime[panel.rows - 1];
  if (last !== undefined && state.through > last) {
    throw outputInvalid(
      definition,
      `${where}.through (${state.through})`,
      `a time up to the last decision it saw (${last})`,
    );
  }
  return { state };
}

function adoptState(definition: string, where: string, value: unknown): ModelState {
  const state = z.object({ bytes: z.unknown().optional(), through: z.number() }).safeParse(value);
  if (!state.success) throw outputInvalid(definition, where, '{ bytes, through }');
  return { bytes: bytes(definition, `${where}.bytes`, state.data.bytes), through: state.data.through };
}

/** Of shape (rows,); with `outputs` of shape (rows × outputs), whatever their number. */
export function float32(
  definition: string,
  where: string,
  value: unknown,
  rows: number,
  width: 'one' | 'outputs' = 'one',
): Float32Array<ArrayBuffer> {
  const values = isTypedArray(value, 'Float32Array') ? value.byteLength / Float32Array.BYTES_PER_ELEMENT : undefined;
  const isWhole = values === rows || (width === 'outputs' && values !== undefined && values > 0 && values % rows === 0);
  if (!isTypedArray(value, 'Float32Array') || !isWhole) {
    const shape = width === 'one' ? `${rows} values` : `${rows} rows, the same number of values each`;
    throw outputInvalid(definition, where, `a Float32Array of ${shape}`);
  }
  return new Float32Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
}

function float64(definition: string, where: string, value: unknown, rows: number): Float64Array<ArrayBuffer> {
  if (!isTypedArray(value, 'Float64Array') || value.byteLength !== rows * Float64Array.BYTES_PER_ELEMENT) {
    throw outputInvalid(definition, where, `a Float64Array of ${rows} values`);
  }
  return new Float64Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
}

function bytes(definition: string, where: string, value: unknown): Uint8Array {
  if (!isTypedArray(value, 'Uint8Array') || value.byteLength === 0) {
    throw outputInvalid(definition, where, 'a Uint8Array that is not empty');
  }
  return new Uint8Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
}

/** By its internal tag: `instanceof` is false for an array of another realm. */
function isTypedArray(
  value: unknown,
  tag: 'Float32Array' | 'Float64Array' | 'Uint8Array',
): value is ArrayBufferView<ArrayBuffer> {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === `[object ${tag}]`;
}

export function metrics(definition: string, where: string, value: unknown): Record<string, number> {
  const parsed = MetricsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw outputInvalid(definition, where, `named finite numbers (${z.prettifyError(parsed.error)})`);
}

function noState(definition: string, where: string): InvalidInputError {
  return outputInvalid(definition, where, 'no state, or say `memory` beside its predictor,');
}

function outputInvalid(definition: string, where: string, wanted: string): InvalidInputError {
  return new InvalidInputError('definition.output_invalid', `${definition} must return ${wanted} from ${where}`);
}
