/** An error that DynamoDB answers on purpose; dynalite's own have the same two fields. */
export interface DynamoDbError extends Error {
  readonly statusCode: number;
  readonly body: Record<string, unknown>;
}

const PREFIX = 'com.amazonaws.dynamodb.v20120810#';

export function dynamoDbError(
  type: string,
  message: string,
  { statusCode = 400, ...extra }: { statusCode?: number; [field: string]: unknown } = {},
): DynamoDbError {
  const namespace = type === 'ValidationException' ? 'com.amazon.coral.validate#' : PREFIX;
  return Object.assign(new Error(message), {
    statusCode,
    body: { __type: namespace + type, message, ...extra },
  });
}

export const validationError = (message: string) => dynamoDbError('ValidationException', message);

export function isDynamoDbError(error: unknown): error is DynamoDbError {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}

export function errorType(error: DynamoDbError): string {
  return String(error.body.__type).split('#').at(-1) ?? '';
}

export function errorText(error: DynamoDbError): string {
  return String(error.body.message ?? error.body.Message ?? error.message);
}
