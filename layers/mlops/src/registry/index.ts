export { httpStatusOf, translateAwsFailure } from './aws-failure.ts';
export * from './back-off.ts';
export * from './ledger.ts';
export { nextStage, type StageAction } from './model-stage.ts';
export * from './page.ts';
export * from './records.ts';
export * from './registry.ts';
export * from './run-id.ts';
export { isTerminal } from './run-status.ts';
