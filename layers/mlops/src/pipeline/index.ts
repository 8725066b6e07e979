export * from './complete-run.ts';
export * from './fail-run.ts';
export * from './object-store.ts';
export * from './reconcile-run.ts';
export * from './relay-activities.ts';
export * from './retrain-on-alert.ts';
export * from './start-scheduled-run.ts';
