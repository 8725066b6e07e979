export { CARDINALITY_STANDARD_ERROR } from './cardinality-sketch.ts';
export {
  type ColumnProfile,
  mergeColumnProfiles,
  type ProfileOptions,
  profileColumn,
  type ValueCounts,
} from './column-profile.ts';
export * from './dataset-profile.ts';
export type { ProfileDistance } from './drift/profile-distance.ts';
export * from './drift/test-profile-drift.ts';
export type { FrequentItem, FrequentItems } from './frequent-items.ts';
export type { Moments } from './moments.ts';
export type { QuantileSketch, SketchLevel } from './quantile-sketch.ts';
export * from './sketched-distribution.ts';
export * from './stored-profile.ts';
export * from './summarise-profile.ts';
