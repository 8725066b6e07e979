/** Byte offsets of the fields of `Context` in assembly/context.as. */
export const CONTEXT = {
  lambda: 0,
  alpha: 8,
  minChildWeight: 16,
  maxDeltaStep: 24,
  rowBins: 32,
  columnBins: 36,
  rows: 40,
  features: 44,
  pairs: 48,
  order: 52,
  spare: 56,
  chosen: 60,
  chosenCount: 64,
  isWhole: 68,
  binCounts: 72,
  isWide: 76,
  scratch: 80,
  gradient: 84,
  hessian: 88,
  monotone: 92,
  bytes: 96,
} as const;

/** Of `Queue` in assembly/tasks.as. */
export const QUEUE = { isClosed: 20, context: 24, tasks: 28, bytes: 64 } as const;

/** Of `Task` in assembly/tasks.as. */
export const TASK = {
  kind: 0,
  begin: 4,
  end: 8,
  first: 12,
  last: 16,
  histogram: 20,
  other: 24,
  column: 28,
  bin: 32,
  missing: 36,
  node: 40,
  out: 44,
  margins: 48,
  extra: 52,
  bytes: 64,
} as const;

/** The cases of `runTask` in assembly/tasks.as. */
export const KIND = {
  pairRows: 0,
  sumRows: 1,
  search: 2,
  partRange: 3,
  partPiece: 4,
  placePiece: 5,
  addLeaves: 6,
  sumFirstFeature: 7,
  sumOrder: 8,
  sumSlots: 9,
  sketch: 10,
  binColumn: 11,
  transposeRows: 12,
  logistic: 13,
  squared: 14,
  numberRows: 15,
} as const;

/** Of `Searched` in assembly/split.as. */
export const SEARCHED = { gradient: 0, hessian: 8, score: 16, lower: 20, upper: 24, bytes: 32 } as const;

/** Of `Found` in assembly/split.as. */
export const FOUND = {
  gradient: 0,
  hessian: 8,
  gain: 16,
  position: 20,
  passed: 24,
  isDownward: 28,
  bytes: 32,
} as const;

/** Of `Leaf` in assembly/leaves.as. */
export const LEAF = { next: 0, end: 4, column: 8, bin: 12, leftMissing: 16, left: 20, right: 24, bytes: 32 } as const;

/** Of `Cuts` in assembly/sketch.as; the cuts follow. */
export const CUTS = { count: 0, present: 4, minimum: 8, cuts: 16 } as const;
