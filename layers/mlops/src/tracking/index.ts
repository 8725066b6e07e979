export * from './run-metrics.ts';
export type { RunTracking } from './run-tracking.dynamodb.ts';
export { createRunTracking } from './run-tracking.dynamodb.ts';
export * from './training-rounds.ts';
