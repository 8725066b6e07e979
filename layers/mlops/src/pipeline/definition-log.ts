import type { Logger as LambdaLogger } from '@aws-lambda-powertools/logger';
import type { Logger } from '@optaic/mlops/base';

/** What a definition may log to: its message and facts, as JSON, so that nothing of its context leaks into ours. */
export function definitionLog(logger: Pick<LambdaLogger, 'info'>): Logger {
  return {
    info: (message, facts = {}) => logger.info(String(message), { facts: JSON.stringify(facts) }),
  };
}
