export { CARDINALITY_STANDARD_ERROR } from './cardinality-sketch.ts';
export * from './column-profile.ts';
export * from './dataset-profile.ts';
export type { FrequentItem, FrequentItems } from './frequent-items.ts';
export type { Moments } from './moments.ts';
export type { QuantileSketch, SketchLevel } from './quantile-sketch.ts';
export * from './sketched-distribution.ts';
