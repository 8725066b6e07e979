export * from './condition.ts';
export * from './named-test.ts';
export * from './regression-tests.ts';
export * from './run-suite.ts';
export type { SuiteFacts } from './suite-facts.ts';
