import type { RunRecord } from '@optaic/mlops/registry';
import { z } from 'zod';
import { splitCodedMessage } from './failure-message.ts';

/** What Lambda reports of an error, as JSON in the state machine's Cause. @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
const LambdaCauseSchema = z.object({ errorMessage: z.string() });
/** A record is no log: the whole trace is in the function's. */
const MESSAGE_LIMIT = 4_000;

/**
 * The error of a run's record from a state machine's Error and Cause: the code is what stands in brackets before the message.
 * A cause that is not Lambda's JSON, as a timeout's, is the message itself.
 */
export function describeFailure(name: string, cause = ''): NonNullable<RunRecord['error']> {
  const { code, message } = splitCodedMessage(messageIn(cause));
  const text = message.slice(0, MESSAGE_LIMIT) || `${name}, without a cause`;
  return code === undefined ? { name, message: text } : { name, code, message: text };
}

function messageIn(cause: string): string {
  try {
    const parsed = LambdaCauseSchema.safeParse(JSON.parse(cause));
    return parsed.success ? parsed.data.errorMessage : cause;
  } catch {
    return cause;
  }
}
