export * from './alert-rules.ts';
export * from './calibrate-drift-baseline.ts';
export * from './check-drift.ts';
export * from './check-performance.ts';
export * from './drift-baseline.ts';
export * from './monitoring-report.ts';
export * from './wasserstein-normed.ts';
