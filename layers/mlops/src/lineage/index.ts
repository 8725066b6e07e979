export * from './edge.ts';
export * from './trace-lineage.ts';
