export { type LedoitWolfOptions, ledoitWolf, type ShrunkCovariance } from './ledoit-wolf.ts';
export { solvePositiveDefinite } from './solve-positive-definite.ts';
