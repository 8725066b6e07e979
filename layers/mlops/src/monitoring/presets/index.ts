export * from './data-sets.ts';
export * from './dataset-columns.ts';
export * from './error-bias.ts';
export * from './error-normality.ts';
export * from './regression-baselines.ts';
export * from './regression-preset.ts';
export * from './regression-quality.ts';
