export * from './audit-definition.ts';
export * from './certificate.ts';
export * from './check-label-overlap.ts';
export * from './check-prediction-causality.ts';
export * from './check-scaler-window.ts';
export * from './check-suspect-features.ts';
export * from './definition-runs.ts';
export * from './leak-report.ts';
export { type PoisonedFiles, type PoisonRequest, poisonFuture } from './poison-future.ts';
