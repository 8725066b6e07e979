import { randomUUID } from 'node:crypto';
import type { ServiceResponse } from '../service.ts';
import { element, XML_DECLARATION } from './xml.ts';

/** An error that S3 answers on purpose. @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const noSuchKey = () => new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
export const noSuchUpload = () =>
  new S3Error(404, 'NoSuchUpload', 'The specified upload does not exist: it may have been aborted or completed.');
export const accessDenied = (message = 'Access Denied') => new S3Error(403, 'AccessDenied', message);
export const invalidRequest = (message: string) => new S3Error(400, 'InvalidRequest', message);
export const notImplemented = (what: string) => new S3Error(501, 'NotImplemented', `${what} is not emulated`);

/** S3's error document; a HEAD has none, and its client sees the status alone. */
export function s3ErrorResponse(error: S3Error, method: string, resource: string): ServiceResponse {
  const requestId = randomUUID();
  const headers = { ...error.headers, 'x-amz-request-id': requestId };
  if (method === 'HEAD' || error.status === 304) return { status: error.status, headers };
  const document = element('Error', [
    element('Code', error.code),
    element('Message', error.message),
    element('Resource', resource),
    element('RequestId', requestId),
  ]);
  return {
    status: error.status,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: XML_DECLARATION + document,
  };
}
