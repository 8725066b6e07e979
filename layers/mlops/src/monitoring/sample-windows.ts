import { createRandom } from '@optaic/mlops/base';

/**
 * Chooses windows without replacement, uniformly; all of them when they are few.
 *
 * @param count - How many windows there are.
 * @param maximum - How many to choose at most.
 * @param seed - Integer in [0, 2³²): the same seed chooses the same windows.
 * @returns Ascending indices in [0, count).
 */
export function sampleWindows(count: number, maximum: number, seed: number): number[] {
  const indices = Array.from({ length: count }, (_, i) => i);
  if (count <= maximum) return indices;
  const random = createRandom(seed);
  for (let i = 0; i < maximum; i++) {
    const j = i + Math.floor(random() * (count - i));
    [indices[i], indices[j]] = [indices[j], indices[i]];
  }
  return indices.slice(0, maximum).sort((a, b) => a - b);
}
