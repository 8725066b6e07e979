export * from './client.ts';
export * from './contracts.ts';
export * from './openapi.ts';
export type { ApiFunction, Operation } from './operation.ts';
export { routeKeyOf } from './operation.ts';
export * from './operations.ts';
export * from './problem.ts';
export * from './roles.ts';
export * from './row-contracts.ts';
