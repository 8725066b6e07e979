import { createRequire } from 'node:module';
import { InvalidInputError } from '@optaic/mlops/base';
import type { InferenceSession } from 'onnxruntime-node';
import { ONNX_INPUT, ONNX_OUTPUT } from './gbdt-to-onnx.ts';

/** A loaded model: input `features` (N, F), output `score` (N, outputs), both float32; one output for most models. */
export interface OnnxSession {
  /** F, the features of a row. */
  readonly features: number;
  /**
   * Scores rows.
   *
   * @param values - Shape (rows × features), row-major; NaN is missing.
   * @param rows - May be 0.
   * @returns Shape (rows × outputs), row-major.
   * @throws {InvalidInputError} `model.shape_mismatch` when `values` does not hold rows × features, or the output is not
   *   float32 of shape (rows, outputs).
   */
  run(values: Float32Array, rows: number): Promise<Float32Array>;
  /** Frees the native memory; the session cannot run afterwards. */
  release(): Promise<void>;
}

/**
 * Loads an ONNX model in ONNX Runtime with one thread, so that sums have one order and results are bit-identical.
 *
 * @throws {InvalidInputError} `model.onnx_unloadable` when the bytes are no model that ONNX Runtime runs, or its input
 *   and output are not those of a signal model.
 */
export async function createOnnxSession(bytes: Uint8Array): Promise<OnnxSession> {
  const { InferenceSession, Tensor } = loadRuntime();
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 4, // What goes wrong is thrown; the native log would repeat it on stderr.
  }).catch((cause: unknown) => {
    throw new InvalidInputError(
      'model.onnx_unloadable',
      `the ONNX model of ${bytes.length} bytes cannot be loaded: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  });
  const features = readWidth(session);
  if (features === undefined) {
    await session.release();
    throw new InvalidInputError(
      'model.onnx_unloadable',
      `the ONNX model has inputs ${session.inputNames} and outputs ${session.outputNames}; it needs one float32 input ${ONNX_INPUT} of shape (N, features) and an output ${ONNX_OUTPUT}`,
    );
  }
  return {
    features,
    async run(values, rows) {
      if (!Number.isInteger(rows) || rows < 0 || values.length !== rows * features) {
        throw new InvalidInputError(
          'model.shape_mismatch',
          `values has ${values.length} elements; ${rows} rows of the model's ${features} features need ${rows * features}`,
        );
      }
      const input = new Tensor('float32', values, [rows, features]);
      const { [ONNX_OUTPUT]: output } = await session.run({ [ONNX_INPUT]: input });
      if (!(output?.data instanceof Float32Array) || !holdsRows(output.data, rows)) {
        throw new InvalidInputError(
          'model.shape_mismatch',
          `the ONNX model gave ${output?.type} of shape ${output?.dims} for ${rows} rows; it must give float32 of shape (${rows}, outputs)`,
        );
      }
      return output.data;
    },
    release: () => session.release(),
  };
}

/** Every row has the same number of values, at least one. */
function holdsRows({ length }: Float32Array, rows: number): boolean {
  return rows === 0 ? length === 0 : length > 0 && length % rows === 0;
}

function readWidth({ inputMetadata, outputNames }: InferenceSession): number | undefined {
  const [input, ...others] = inputMetadata;
  if (input === undefined || others.length > 0 || !outputNames.includes(ONNX_OUTPUT)) return undefined;
  if (!input.isTensor || input.name !== ONNX_INPUT || input.type !== 'float32') return undefined;
  const width = input.shape[1];
  return input.shape.length === 2 && typeof width === 'number' && width > 0 ? width : undefined;
}

/**
 * ONNX Runtime, on first use. Its native module is in a Lambda layer, where only `require` with NODE_PATH finds it: a
 * static import fails there. In a bundle (CommonJS) there is `__filename`, in plain source `import.meta.url`.
 */
function loadRuntime(): typeof import('onnxruntime-node') {
  const nativeRequire = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
  return nativeRequire('onnxruntime-node');
}
