export * from './actions.ts';
export * from './actor.ts';
export * from './envelope.ts';
export * from './rewrites.ts';
export * from './verify-chain.ts';
