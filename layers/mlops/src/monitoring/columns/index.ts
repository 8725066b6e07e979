export * from './build-columns.ts';
export * from './column.ts';
export * from './column-type.ts';
export * from './data-type.ts';
export * from './distinct-count.ts';
export * from './infer-feature-type.ts';
export * from './infer-table-columns.ts';
export * from './infer-value-type.ts';
