export { SCRATCH_BYTES, MOST_POSITIONS } from './context';
export { runBatch, serve, close } from './tasks';
export { sketchBytes } from './sketch';
export { BINNING_BYTES } from './binning';
export { addForestToBlock } from './predict';

/** Where free memory begins, after the module's own constants. */
export function heapBase(): usize {
  return __heap_base;
}
