export * from './average-tie-ranks.ts';
export * from './cross-sectional-rank.ts';
export * from './information-coefficient.ts';
export * from './information-coefficient-by-date.ts';
export * from './mean-with-standard-error.ts';
