export * from './ledger.ts';
export * from './page.ts';
export * from './records.ts';
export * from './registry.ts';
