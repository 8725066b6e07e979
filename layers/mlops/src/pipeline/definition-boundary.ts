import {
  type ErrorCode,
  type InferenceContext,
  InvalidInputError,
  type ModelModule,
  PlatformError,
  type Prediction,
  type TrainingResult,
} from '@optaic/mlops/base';
import { z } from 'zod';

const MetricsSchema = z.record(z.string().min(1).max(128), z.number());
const ThrownSchema = z.object({ name: z.string().catch('Error'), message: z.string(), code: z.string().optional() });

/**
 * A definition lives in its own context, where `Float32Array` and `Error` are other objects than here. This wraps every
 * function of it, so that what comes out is checked and is of this realm, and what is thrown is one of our errors.
 *
 * The hyperparameter schema is left as it is: use `parseHyperparameters`.
 */
export function adoptDefinition(module: ModelModule): ModelModule {
  const name = `${module.name}@${module.version}`;
  const call = <T>(where: string, run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw translated(name, where, error);
    }
  };
  const callAsync = async <T>(where: string, run: () => Promise<T> | T): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw translated(name, where, error);
    }
  };
  const { model, training, inference } = module;
  const { predictor } = inference;

  return {
    ...module,
    model: {
      hyperparameters: model.hyperparameters,
      create: (native) => {
        const scorer = call('model.create', () => model.create(native));
        return {
          score: (panel) => call('model.score', () => float32(name, 'model.score', scorer.score(panel), panel.rows)),
        };
      },
    },
    training: {
      config: training.config,
      trainer: {
        fit: (train, validation, hyperparameters, context) =>
          callAsync('training.trainer.fit', async () =>
            adoptResult(name, await training.trainer.fit(train, validation, hyperparameters, context)),
          ),
      },
      evaluator: {
        evaluate: (validation, score) =>
          call('training.evaluator.evaluate', () =>
            metrics(name, 'training.evaluator.evaluate', training.evaluator.evaluate(validation, score)),
          ),
      },
    },
    inference: {
      predictor: {
        predict: (panel, context) =>
          callAsync('inference.predictor.predict', async () =>
            adoptPrediction(name, await predictor.predict(panel, adoptContext(context)), panel.rows),
          ),
        predictBatch: (panel, context) =>
          callAsync('inference.predictor.predictBatch', async () =>
            adoptPrediction(name, await predictor.predictBatch(panel, adoptContext(context)), panel.rows),
          ),
      },
    },
  };
}

/**
 * Hyperparameters as the definition's own schema reads them.
 *
 * @throws {InvalidInputError} `instance.hyperparameter_invalid` naming each parameter that does not fit.
 */
export function parseHyperparameters(
  { name, version, model }: ModelModule,
  raw: Readonly<Record<string, unknown>>,
): unknown {
  const parsed = model.hyperparameters.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? 'hyperparameters' : path.join('.')}: ${message}`,
  );
  throw new InvalidInputError(
    'instance.hyperparameter_invalid',
    `hyperparameters do not fit ${name}@${version}: ${problems.join('; ')}`,
    { details: { problems } },
  );
}

/** What was thrown in a context, in words; errors there are no instances of this realm's Error. */
export function thrownMessage(error: unknown): string {
  const thrown = ThrownSchema.safeParse(error);
  return thrown.success ? thrown.data.message : String(error);
}

function translated(definition: string, where: string, error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  const thrown = ThrownSchema.safeParse(error);
  const { name, message, code } = thrown.success ? thrown.data : { name: 'Error', message: String(error) };
  if (name === 'InvalidInputError' && code !== undefined && isErrorCode(code)) {
    return new InvalidInputError(code, message, { cause: error });
  }
  return new InvalidInputError(
    'definition.threw',
    `${definition} threw ${name} in ${where}: ${message}; the definition has a bug`,
    { cause: error },
  );
}

function isErrorCode(code: string): code is ErrorCode {
  return code.includes('.');
}

function adoptContext({ infer, log }: InferenceContext): InferenceContext {
  return { log, infer: (features, rows) => infer(new Float32Array(features), rows) };
}

function adoptResult(definition: string, result: TrainingResult): TrainingResult {
  const where = 'training.trainer.fit';
  return {
    onnx: bytes(definition, `${where} onnx`, result.onnx),
    native: bytes(definition, `${where} native`, result.native),
    metrics: metrics(definition, `${where} metrics`, result.metrics),
    importance: metrics(definition, `${where} importance`, result.importance),
  };
}

function adoptPrediction(definition: string, { score, signal }: Prediction, rows: number): Prediction {
  return {
    score: float32(definition, 'inference.predictor score', score, rows),
    signal: float32(definition, 'inference.predictor signal', signal, rows),
  };
}

function float32(definition: string, where: string, value: unknown, rows: number): Float32Array {
  if (!isTypedArray(value, 'Float32Array') || value.byteLength !== rows * Float32Array.BYTES_PER_ELEMENT) {
    throw outputInvalid(definition, where, `a Float32Array of ${rows} values`);
  }
  return new Float32Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
}

function bytes(definition: string, where: string, value: unknown): Uint8Array {
  if (!isTypedArray(value, 'Uint8Array') || value.byteLength === 0) {
    throw outputInvalid(definition, where, 'a Uint8Array that is not empty');
  }
  return new Uint8Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
}

/** By its internal tag: `instanceof` is false for an array of another realm. */
function isTypedArray(value: unknown, tag: 'Float32Array' | 'Uint8Array'): value is ArrayBufferView<ArrayBuffer> {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === `[object ${tag}]`;
}

function metrics(definition: string, where: string, value: unknown): Record<string, number> {
  const parsed = MetricsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw outputInvalid(definition, where, `named finite numbers (${z.prettifyError(parsed.error)})`);
}

function outputInvalid(definition: string, where: string, wanted: string): InvalidInputError {
  return new InvalidInputError('definition.output_invalid', `${definition} must return ${wanted} from ${where}`);
}
