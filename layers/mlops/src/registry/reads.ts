import { InvalidInputError } from '@optaic/mlops/base';
import type { ZodType } from 'zod';
import { translateAwsFailure } from './aws-failure.ts';
import type { Page, PageRequest } from './page.ts';

const DEFAULT_LIMIT = 50;
const MAXIMUM_LIMIT = 200;

/** An ElectroDB read of one item, as far as we use it. */
interface GetOperation {
  go(options: { consistent: true }): Promise<{ data: unknown }>;
}

interface QueryOptions {
  /** Items read, before any filter. */
  limit: number;
  order: 'asc' | 'desc';
  cursor: string | null;
  consistent?: true;
}

/** An ElectroDB query, as far as we use it. */
interface QueryOperation {
  go(options: QueryOptions): Promise<{ data: unknown[]; cursor: string | null }>;
}

/** Reads one item, strongly consistent, parsed; undefined when there is none. */
export async function readOne<T>(operation: GetOperation, schema: ZodType<T>): Promise<T | undefined> {
  const { data } = await dynamoDbCall(() => operation.go({ consistent: true }));
  return data === null || data === undefined ? undefined : schema.parse(data);
}

/**
 * Reads a page of items, parsed. Where a filter drops items the query goes on until the page is full, since DynamoDB limits
 * what it reads, not what it returns.
 *
 * @throws {InvalidInputError} `page.limit_out_of_range`, `page.token_invalid`
 */
export async function readPage<T>(
  operation: QueryOperation,
  schema: ZodType<T>,
  order: 'asc' | 'desc',
  request: PageRequest & { consistent?: true } = {},
): Promise<Page<T>> {
  const limit = checkLimit(request.limit);
  const items: T[] = [];
  let cursor = request.nextToken === undefined ? null : checkToken(request.nextToken);

  do {
    const options: QueryOptions = { limit: limit - items.length, order, cursor };
    if (request.consistent) options.consistent = true;
    const page = await dynamoDbCall(() => operation.go(options));
    items.push(...page.data.map((item) => schema.parse(item)));
    cursor = page.cursor;
  } while (cursor !== null && items.length < limit);

  return cursor === null ? { items } : { items, nextToken: cursor };
}

export function checkLimit(limit = DEFAULT_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAXIMUM_LIMIT) return limit;
  throw new InvalidInputError('page.limit_out_of_range', `limit is ${limit}; a page has 1 to ${MAXIMUM_LIMIT} items`);
}

/** Runs a DynamoDB call and names its failure. */
export async function dynamoDbCall<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translateAwsFailure('dynamodb', error);
  }
}

/** A cursor is base64url of a JSON object of key attributes; anything else would reach DynamoDB as a malformed key. */
function checkToken(token: string): string {
  try {
    const key: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (typeof key === 'object' && key !== null) return token;
  } catch {
    // Not JSON: the error below says all there is to say.
  }
  throw invalidToken(token);
}

export function invalidToken(token: string): InvalidInputError {
  return new InvalidInputError(
    'page.token_invalid',
    `nextToken "${token.slice(0, 40)}" is not one of ours; start again without it`,
  );
}
