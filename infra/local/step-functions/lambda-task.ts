import { type Asking, findDenial } from '../iam/find-denial.ts';
import { isJsonObject, type Json, parseJson } from '../json.ts';
import type { Functions } from '../lambda/functions.ts';

/** Step Functions' limit for the input or output of a state. */
export const DATA_LIMIT_BYTES = 256 * 1024;

/** A failure by the name that Retry and Catch match. */
export class StateError extends Error {
  // Read by the interpreter; a limit is terminal, whatever States.ALL says.
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;
  override readonly name: string;

  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
    this.isRetryable = this.isCatchable = name !== 'States.DataLimitExceeded';
  }
}

export interface LambdaTaskContext {
  readonly functions: Functions;
  /** The execution, as its machine's role. */
  readonly asking: Asking;
  onDenied(message: string): void;
}

/** Runs a Task: `lambda:invoke` with its wrapped result, or a function named directly by its ARN. */
export async function runLambdaTask(resource: string, input: Json, context: LambdaTaskContext): Promise<Json> {
  const isDirect = !resource.includes(':states:::');
  const parameters = isJsonObject(input) ? input : {};
  const identifier = isDirect ? resource : String(parameters.FunctionName ?? '');
  const payload = JSON.stringify(isDirect ? input : (parameters.Payload ?? {}));
  assertWithinLimit(payload, 'the input of the task');
  const definition = context.functions.find(identifier);
  if (definition === undefined) {
    throw new StateError('Lambda.ResourceNotFoundException', `Function not found: ${identifier}`);
  }
  assertMayInvoke(definition.arn, context);
  const outcome = await context.functions.invoke(definition.arn, payload);
  if (!outcome.ok) throw new StateError(outcome.error.errorType || 'Lambda.Unknown', JSON.stringify(outcome.error));
  assertWithinLimit(outcome.payload, 'the output of the task');
  const result = parseJson(outcome.payload);
  return isDirect ? result : { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 };
}

function assertMayInvoke(functionArn: string, { asking, onDenied }: LambdaTaskContext): void {
  const message = findDenial(asking, { action: 'lambda:InvokeFunction', resource: functionArn });
  if (message === undefined) return;
  onDenied(message);
  throw new StateError('Lambda.AWSLambdaException', message);
}

export function assertWithinLimit(text: string, what: string): void {
  const size = Buffer.byteLength(text);
  if (size <= DATA_LIMIT_BYTES) return;
  throw new StateError('States.DataLimitExceeded', `${what} is ${size} bytes; the limit is ${DATA_LIMIT_BYTES}`);
}
