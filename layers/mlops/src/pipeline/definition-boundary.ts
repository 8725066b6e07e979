import {
  type ErrorCode,
  type EvaluationContext,
  type InferenceContext,
  InvalidInputError,
  type ModelModule,
  type Panel,
  PlatformError,
  type TrainingContext,
} from '@optaic/mlops/base';
import { z } from 'zod';
import { adoptPrediction, adoptResult, float32, metrics } from './definition-output.ts';

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
  const { predictor, memory = 'none' } = inference;
  const adopted = (panel: Panel, prediction: unknown) =>
    adoptPrediction(prediction, { definition: name, panel, memory });

  return {
    ...module,
    model: {
      hyperparameters: model.hyperparameters,
      create: (native) => {
        const scorer = call('model.create', () => model.create(native));
        return {
          score: (panel) =>
            call('model.score', () => float32(name, 'model.score', scorer.score(panel), panel.rows, 'outputs')),
        };
      },
    },
    training: {
      config: training.config,
      trainer: {
        fit: (train, validation, hyperparameters, context) =>
          callAsync('training.trainer.fit', async () =>
            adoptResult(
              name,
              await training.trainer.fit(train, validation, hyperparameters, adoptTrainingContext(context)),
              memory,
            ),
          ),
      },
      evaluator: {
        evaluate: (validation, score, context) =>
          call('training.evaluator.evaluate', () =>
            metrics(
              name,
              'training.evaluator.evaluate',
              training.evaluator.evaluate(validation, score, adoptEvaluationContext(context)),
            ),
          ),
      },
    },
    inference: {
      memory,
      predictor: {
        predict: (panel, context) =>
          callAsync('inference.predictor.predict', async () =>
            adopted(panel, await predictor.predict(panel, adoptContext(context))),
          ),
        predictBatch: (panel, context) =>
          callAsync('inference.predictor.predictBatch', async () =>
            adopted(panel, await predictor.predictBatch(panel, adoptContext(context))),
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

/** Copies what is handed in, so that a definition that writes into it changes nothing here. */
function adoptContext({ infer, log, native, state }: InferenceContext): InferenceContext {
  return {
    log,
    infer: (features, rows) => infer(new Float32Array(features), rows),
    ...(native === undefined ? {} : { native: native.slice() }),
    ...(state === undefined ? {} : { state: { bytes: state.bytes.slice(), through: state.through } }),
  };
}

function adoptTrainingContext({ previous, upload, ...context }: TrainingContext): TrainingContext {
  return {
    ...context,
    ...(previous === undefined ? {} : { previous: previous.slice() }),
    ...(upload === undefined ? {} : { upload: upload.slice() }),
  };
}

function adoptEvaluationContext({ native, state }: EvaluationContext = {}): EvaluationContext {
  return {
    ...(native === undefined ? {} : { native: native.slice() }),
    ...(state === undefined ? {} : { state: { bytes: state.bytes.slice(), through: state.through } }),
  };
}
