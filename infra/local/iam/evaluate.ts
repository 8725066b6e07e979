import type { RequestContext } from './conditions.ts';
import type { PatternSet, PolicyStatement } from './policy-document.ts';

export interface AccessQuestion {
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

export type AccessDecision = 'allowed' | 'implicitly denied' | 'explicitly denied';

/**
 * IAM's decision over identity policies: an explicit deny wins, then an allow; else implicitly denied.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluateAccess(statements: readonly PolicyStatement[], question: AccessQuestion): AccessDecision {
  const applying = statements.filter((statement) => applies(statement, question));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'explicitly denied';
  return applying.length > 0 ? 'allowed' : 'implicitly denied';
}

function applies({ actions, resources, conditions }: PolicyStatement, question: AccessQuestion): boolean {
  if (!matches(actions, question.action) || !matches(resources, question.resource)) return false;
  // The embedded services are reached over the loopback only, which counts as secure transport.
  const context = { 'aws:SecureTransport': 'true', ...question.context };
  return conditions.every((test) => test(context));
}

function matches({ except, patterns }: PatternSet, text: string): boolean {
  return patterns.some((pattern) => pattern.test(text)) !== except;
}
