import { isJsonObject, type Json, parseJson } from '../json.ts';
import type { InvocationOutcome } from '../lambda/invocation-outcome.ts';
import type { ServiceResponse } from '../service.ts';

/** What API Gateway makes of a function's answer; an error or an answer it cannot read is a plain 500. */
export function proxyResponse(outcome: InvocationOutcome): ServiceResponse {
  if (!outcome.ok) return message(500, 'Internal Server Error');
  const result: Json = parseJson(outcome.payload);
  // Without a statusCode the whole answer is the body, format 2.0 infers the rest.
  if (!isJsonObject(result) || result.statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(result) };
  }
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return message(500, 'Internal Server Error');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(isJsonObject(result.headers) ? result.headers : {})) {
    headers[name.toLowerCase()] = String(value);
  }
  headers['content-type'] ??= 'text/plain;charset=utf-8';
  if (Array.isArray(result.cookies) && result.cookies.length > 0) headers['set-cookie'] = result.cookies.join(', ');
  const text = typeof result.body === 'string' ? result.body : JSON.stringify(result.body ?? '');
  const body = result.body === undefined ? '' : result.isBase64Encoded === true ? Buffer.from(text, 'base64') : text;
  return { status, headers, body };
}

/** API Gateway's own answers. */
export function message(status: number, text: string): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message: text }) };
}
