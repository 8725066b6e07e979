export * from './combine-freshness.ts';
export * from './freshness.ts';
export * from './judge-freshness.ts';
export * from './next-due.ts';
