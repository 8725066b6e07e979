export * from './category-counts.ts';
export * from './choose-statistic.ts';
export * from './drift-overrides.ts';
export * from './registry.ts';
export * from './sample.ts';
export * from './sample-pair.ts';
export * from './sturges-edges.ts';
export * from './test-drift.ts';
