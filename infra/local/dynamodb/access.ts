import type { AccessNeed, AccountScope } from '../service.ts';
import type { Input } from './dynalite.ts';
import { TRANSACTION_ACTIONS, transactionItems } from './transaction.ts';

/** `PutItem` of `x-amz-target: DynamoDB_20120810.PutItem` */
export const operationOf = (headers: Readonly<Record<string, string>>): string =>
  (headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';

/** A table may be named by its ARN; dynalite knows names only. */
export const tableName = (name: unknown): string => String(name).replace(/^arn:[^/]*:table\//, '');

/**
 * The permissions of a DynamoDB request, as AWS authorises it: transactions and batches item by item, indexes by their ARN.
 * `dynamodb:LeadingKeys` and `dynamodb:Attributes` are not given, so a policy that needs them denies.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function describeDynamoDbAccess(operation: string, body: Input, account: AccountScope): AccessNeed[] {
  const prefix = `arn:${account.partition ?? 'aws'}:dynamodb:${account.region}:${account.accountId}:table/`;
  const need = (action: string, table: unknown, index?: unknown): AccessNeed => ({
    action: `dynamodb:${action}`,
    resource: prefix + tableName(table) + (typeof index === 'string' ? `/index/${index}` : ''),
  });

  switch (operation) {
    case 'TransactWriteItems':
      return unique(transactionItems(body).map(({ kind, table }) => need(TRANSACTION_ACTIONS[kind], table)));
    case 'TransactGetItems':
      return unique(transactGets(body).map(({ TableName }) => need('GetItem', TableName)));
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(body.RequestItems ?? {}).map((table) => need(operation, table));
    case 'ListTables':
      return [{ action: 'dynamodb:ListTables', resource: '*' }];
    default:
      return [need(operation, body.TableName, body.IndexName)];
  }
}

/** The Gets of a TransactGetItems body. */
export function transactGets(body: Input): Input[] {
  const items = Array.isArray(body.TransactItems) ? body.TransactItems : [];
  return items.map((item: { Get?: Input }) => item.Get ?? {});
}

function unique(needs: AccessNeed[]): AccessNeed[] {
  return [...new Map(needs.map((need) => [`${need.action} ${need.resource}`, need])).values()];
}
