import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { InvalidInputError } from '@optaic/mlops/base';
import { z } from 'zod';
import { PROBE_SCRIPT } from './probe-script.ts';

export interface ProbeRows {
  /** Shape (rows × features), row-major; NaN is missing. At least two rows. */
  readonly values: Float32Array;
  readonly rows: number;
}

export interface ProbeLimits {
  /** @default 60 */
  readonly timeoutSeconds?: number;
  /** Resident memory of the process that runs the model; enforced on Linux. @default 1536 */
  readonly memoryMiB?: number;
}

const AnswerSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('refused'), stage: z.enum(['load', 'run']), message: z.string() }),
  z.strictObject({
    outcome: z.literal('ran'),
    type: z.string(),
    shape: z.array(z.number()),
    /** Scores of all rows at once; of all again; of each in batches of other sizes and in reverse. null is no number. */
    runs: z.array(z.array(z.number().nullable())),
  }),
]);
type Answer = z.infer<typeof AnswerSchema>;

const POLL_INTERVAL_MS = 20;
const MIB = 1_048_576;
const MAXIMUM_ANSWER_BYTES = 10_000_000;
/** Of scores in float32, whose sums may be taken in another order in another batch. */
const TOLERANCE = 1e-4;

/**
 * Loads and runs a model made elsewhere for the first time, in a process of its own: a file that crashes the native
 * runtime, never ends or takes all memory ends that process, and is a clear error here. Besides, a row's score must be the
 * same in every batch and every time, and a number wherever no feature is missing.
 *
 * @param onnx - With input `features` and output `score`, as `importOnnx` gives it.
 * @throws {InvalidInputError} `model.onnx_unloadable`, `model.onnx_run_failed`, `model.onnx_crashed`,
 *   `model.onnx_too_slow`, `model.onnx_too_much_memory`, `model.onnx_output_ambiguous` for several numbers a row,
 *   `model.onnx_output_invalid` for another shape, `model.onnx_unstable`, `model.onnx_not_finite`.
 */
export async function probeOnnx(onnx: Uint8Array, probe: ProbeRows, limits: ProbeLimits = {}): Promise<void> {
  const answer = await askChild(onnx, probe, { timeoutSeconds: 60, memoryMiB: 1_536, ...limits });
  if (answer.outcome === 'refused') {
    throw new InvalidInputError(
      answer.stage === 'load' ? 'model.onnx_unloadable' : 'model.onnx_run_failed',
      `ONNX Runtime does not ${answer.stage} the model: ${answer.message.slice(0, 500)}`,
    );
  }
  judge(answer, probe);
}

function judge({ shape, type, runs }: Extract<Answer, { outcome: 'ran' }>, { values, rows }: ProbeRows): void {
  const width = shape.length === 2 && shape[0] === rows ? shape[1] : undefined;
  if (width === undefined || width === 0 || type !== 'float32') {
    throw new InvalidInputError(
      'model.onnx_output_invalid',
      `the ONNX model gives ${type} of shape (${shape.join(', ')}) for ${rows} rows; it must give a number a row`,
    );
  }
  if (width > 1) {
    throw new InvalidInputError(
      'model.onnx_output_ambiguous',
      `the ONNX model gives ${width} numbers a row; name the column of its output that is the score`,
    );
  }
  const [first, again, reversed] = runs;
  requireSame(first, again, 'when it is run again');
  requireSame(first, reversed, 'in a batch of other rows: it looks at the whole batch');
  const features = values.length / rows;
  for (let row = 0; row < rows; row++) {
    const isWhole = values.subarray(row * features, (row + 1) * features).every((value) => Number.isFinite(value));
    if (isWhole && first[row] === null) {
      throw new InvalidInputError(
        'model.onnx_not_finite',
        `the ONNX model gives no finite score for row ${row}, whose features are all there`,
      );
    }
  }
}

function requireSame(first: readonly (number | null)[], other: readonly (number | null)[], when: string): void {
  const row = first.findIndex((score, index) => !isClose(score, other[index]));
  if (row < 0) return;
  throw new InvalidInputError(
    'model.onnx_unstable',
    `the ONNX model scores row ${row} as ${first[row]}, and as ${other[row]} ${when}; a score may depend on its row alone`,
  );
}

function isClose(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}

async function askChild(onnx: Uint8Array, probe: ProbeRows, limits: Required<ProbeLimits>): Promise<Answer> {
  const child = spawn(process.execPath, ['--input-type=commonjs', '-e', PROBE_SCRIPT, runtimePath()], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {}, // no credentials for what a stranger's file may do
  });
  const { ended, killedFor } = watch(child, limits);
  child.stdin.on('error', () => undefined); // it died: how, its end tells
  const { values, rows } = probe;
  child.stdin.write(`${JSON.stringify({ rows, values: values.length, model: onnx.length })}\n`);
  child.stdin.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  child.stdin.end(onnx);
  const { text, code } = await ended;
  if (killedFor() !== undefined) throw killedFor();
  const answer = AnswerSchema.safeParse(parse(text));
  if (answer.success) return answer.data;
  throw new InvalidInputError(
    'model.onnx_crashed',
    `ONNX Runtime died of the model (${code}) before it had scored ${rows} rows; export it again, with another tool or operator set`,
  );
}

/** Collects what a child says; kills it at its limits. */
function watch(child: ChildProcess, { timeoutSeconds, memoryMiB }: Required<ProbeLimits>) {
  let reason: InvalidInputError | undefined;
  const kill = (error: InvalidInputError) => {
    reason ??= error;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => {
    const message = `the ONNX model has not scored a few rows within ${timeoutSeconds} s; upload a faster one`;
    kill(new InvalidInputError('model.onnx_too_slow', message));
  }, timeoutSeconds * 1_000);
  const poll = setInterval(() => {
    if (residentMiB(child.pid) <= memoryMiB) return;
    const message = `the ONNX model takes more than ${memoryMiB} MiB to score a few rows; upload a smaller one`;
    kill(new InvalidInputError('model.onnx_too_much_memory', message));
  }, POLL_INTERVAL_MS);
  const chunks: Buffer[] = [];
  let bytes = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAXIMUM_ANSWER_BYTES) chunks.push(chunk);
  });
  const ended = new Promise<{ text: string; code: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ text: Buffer.concat(chunks).toString('utf8'), code: signal ?? `exit code ${code}` }),
    );
  }).finally(() => {
    clearTimeout(timer);
    clearInterval(poll);
  });
  return { ended, killedFor: () => reason };
}

/** 0 where the system does not tell. */
function residentMiB(pid: number | undefined): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return (pages * 4_096) / MIB;
  } catch {
    return 0; // it has ended, or this is no Linux
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // it died while it spoke
  }
}

/** Found as a session finds it: by NODE_PATH in a Lambda, which the child has no need of then. */
function runtimePath(): string {
  return createRequire(typeof __filename === 'string' ? __filename : import.meta.url).resolve('onnxruntime-node');
}
