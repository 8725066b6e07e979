export * from './combinatorial-purged.ts';
export * from './explain-exclusion.ts';
export type { EmbargoOptions } from './fold-dates.ts';
export * from './purged-k-fold.ts';
export * from './sample-weights.ts';
export { labelEnds, type Samples, takeSamples } from './samples.ts';
export type { Exclusions, Split, TestBlock } from './split.ts';
export * from './split-train-validation.ts';
export * from './walk-forward.ts';
