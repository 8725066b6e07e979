export * from './certificate.ts';
export { type PoisonedFiles, type PoisonRequest, poisonFuture } from './poison-future.ts';
