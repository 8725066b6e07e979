import type { AccessNeed } from '../service.ts';
import { evaluateAccess } from './evaluate.ts';
import type { PolicyStatement } from './policy-document.ts';

/** Who asks: the principal's ARN for the message, and the statements that decide. */
export interface Asking {
  readonly arn: string;
  readonly statements: readonly PolicyStatement[];
}

/**
 * Why a need is denied, as AWS words it; undefined when it is allowed.
 * `User: … is not authorized to perform: dynamodb:PutItem on resource: … because …`
 */
export function findDenial({ arn, statements }: Asking, need: AccessNeed): string | undefined {
  const decision = evaluateAccess(statements, need);
  if (decision === 'allowed') return undefined;
  const reason =
    decision === 'explicitly denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${need.action} action`;
  return `User: ${arn} is not authorized to perform: ${need.action} on resource: ${need.resource} ${reason}`;
}
