import fc from 'fast-check';

/** Which two of what is left merge next; any tree of merges, in any order of its sides, is some list of these. */
export const mergeOrder = fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { minLength: 12, maxLength: 12 });

/** Merges all parts, two at a time, in the given order, until one is left. */
export function mergeInOrder<T>(
  parts: readonly T[],
  merge: (left: T, right: T) => T,
  order: readonly (readonly [number, number])[],
): T {
  const left = [...parts];
  for (let step = 0; left.length > 1; step++) {
    const [first, second] = order[step % order.length];
    const [a] = left.splice(first % left.length, 1);
    const [b] = left.splice(second % left.length, 1);
    left.push(merge(a, b));
  }
  return left[0];
}
