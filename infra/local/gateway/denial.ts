import { randomUUID } from 'node:crypto';
import type { ServiceResponse } from '../service.ts';

/** How a service spells its errors on the wire. */
export type ErrorProtocol = 'json' | 'rest-json' | 'query' | 's3-xml';

/** An AWS error of the gateway itself, in the shape that the service's SDK client reads. */
export function errorResponse(protocol: ErrorProtocol, status: number, code: string, message: string): ServiceResponse {
  const requestId = randomUUID();
  const headers = { 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId };
  switch (protocol) {
    case 'json':
      return {
        status,
        headers: { ...headers, 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify({ __type: code, message, Message: message }),
      };
    case 'rest-json':
      return {
        status,
        headers: { ...headers, 'content-type': 'application/json', 'x-amzn-errortype': code },
        body: JSON.stringify({ message, Message: message }),
      };
    case 'query':
      return {
        status,
        headers: { ...headers, 'content-type': 'text/xml' },
        body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
    case 's3-xml':
      return {
        status,
        headers: { ...headers, 'content-type': 'application/xml' },
        body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`,
      };
  }
}

/** IAM's denial, with the code that each protocol gives it. */
export function accessDenied(protocol: ErrorProtocol, message: string): ServiceResponse {
  const code = protocol === 's3-xml' || protocol === 'query' ? 'AccessDenied' : 'AccessDeniedException';
  // JSON services answer a denial with 400, REST services with 403.
  return errorResponse(protocol, protocol === 'json' ? 400 : 403, code, message);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
