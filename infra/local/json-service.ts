import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject, parseJson } from './json.ts';
import type { ServiceRequest, ServiceResponse } from './service.ts';

/** An error that a service answers by name, as AWS spells it. */
export class AwsServiceError extends Error {
  override readonly name = 'AwsServiceError';
  readonly awsCode: string;
  readonly status: number;

  constructor(awsCode: string, message: string, status = 400) {
    super(message);
    this.awsCode = awsCode;
    this.status = status;
  }
}

/** `StartExecution` of `x-amz-target: AWSStepFunctions.StartExecution` */
export function operationName(request: ServiceRequest): string {
  return request.headers['x-amz-target']?.split('.').at(-1) ?? '';
}

/** @throws {AwsServiceError} `SerializationException` when the body is no JSON object. */
export function jsonBody(request: ServiceRequest): JsonObject {
  if (!Buffer.isBuffer(request.body)) throw new TypeError('the body has not been read');
  try {
    const value = parseJson(request.body.toString() || '{}');
    if (isJsonObject(value)) return value;
  } catch {
    // Answered below, as for JSON that is no object.
  }
  throw new AwsServiceError('SerializationException', 'the request body is not a JSON object');
}

export function textField(body: JsonObject, key: string): string | undefined {
  const value = body[key];
  return typeof value === 'string' ? value : undefined;
}

type Operation = (body: JsonObject) => object | Promise<object>;

/** Answers AWS's JSON protocol from a table of operations; what is not in it is 501 by name. */
export async function answerJson(
  service: string,
  operations: Readonly<Record<string, Operation>>,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  const operation = operationName(request);
  try {
    const run = operations[operation];
    if (run === undefined) throw notEmulated(service, operation);
    return jsonResponse(200, await run(jsonBody(request)));
  } catch (error) {
    if (error instanceof AwsServiceError) return awsErrorResponse(error);
    throw error;
  }
}

export function notEmulated(service: string, operation: string): AwsServiceError {
  return new AwsServiceError('NotImplemented', `${service}:${operation} is not emulated`, 501);
}

export function awsErrorResponse({ status, awsCode, message }: AwsServiceError): ServiceResponse {
  const response = jsonResponse(status, { __type: awsCode, message, Message: message });
  return { ...response, headers: { ...response.headers, 'x-amzn-errortype': awsCode } };
}

export function jsonResponse(status: number, body: object): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}
