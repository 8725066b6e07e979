import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy, { type MiddlewareObj } from '@middy/core';
import { IntegrityError, InvalidInputError, PlatformError } from '@optaic/mlops/base';
import { type ZodType, z } from 'zod';
import { withCodeInMessage } from './failure-message.ts';

/**
 * Holds a stage to its contract: parses the event before the step and the response after it, and puts the code of an error
 * in front of its message, since Lambda hands only name and message to the state machine.
 *
 * @throws {InvalidInputError} `stage.input_invalid` when the event breaks the input schema.
 * @throws {IntegrityError} `stage.output_invalid` when the step's own result breaks the output schema.
 */
export function stageContract<Input, Output>(
  inputSchema: ZodType<Input>,
  outputSchema: ZodType<Output>,
): MiddlewareObj<Input, Output> {
  return {
    before: function stageContractBefore(request) {
      const parsed = inputSchema.safeParse(request.event);
      if (!parsed.success) {
        const problem = `the stage's input breaks its contract: ${z.prettifyError(parsed.error)}`;
        throw new InvalidInputError('stage.input_invalid', problem, { cause: parsed.error });
      }
      request.event = parsed.data;
    },
    after: function stageContractAfter(request) {
      const parsed = outputSchema.safeParse(request.response);
      if (!parsed.success) {
        const problem = `the stage's result breaks its contract: ${z.prettifyError(parsed.error)}`;
        throw new IntegrityError('stage.output_invalid', problem, { cause: parsed.error });
      }
      request.response = parsed.data;
    },
    onError: function stageContractOnError(request) {
      if (request.error instanceof PlatformError) request.error = withCodeInMessage(request.error);
    },
  };
}

export interface StageOptions<Input, Output, Services> {
  readonly input: ZodType<Input>;
  readonly output: ZodType<Output>;
  /** Called at the first invocation of a container and kept: `() => buildTrainingServices(EnvSchema.parse(process.env))`. */
  readonly services: () => Services;
  readonly step: (input: Input, services: Services) => Promise<Output>;
}

/** The handler of one stage: logger with the run's id, contract, step. */
export function stageHandler<Input, Output, Services>(options: StageOptions<Input, Output, Services>) {
  const logger = new Logger();
  let services: Services | undefined;

  const invoke = async (input: Input): Promise<Output> => {
    services ??= options.services();
    return options.step(input, services);
  };
  // middy would turn a timeout into an error of its own name; Lambda's `Sandbox.Timedout` is what the machines retry.
  return middy<Input, Output>(invoke, { timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(stageLog(logger))
    .use(stageContract(options.input, options.output));
}

const RunReferenceSchema = z.object({ runId: z.string() });

function stageLog(logger: Logger): MiddlewareObj {
  return {
    before: function stageLogBefore({ event }) {
      const run = RunReferenceSchema.safeParse(event);
      if (run.success) logger.appendKeys({ runId: run.data.runId });
      logger.info('stage started');
    },
    after: function stageLogAfter() {
      logger.info('stage completed');
    },
    onError: function stageLogOnError({ error }) {
      const details = error instanceof PlatformError ? { code: error.code, details: error.details } : {};
      logger.error('stage failed', { error: error ?? new Error('unknown'), ...details });
    },
  };
}
