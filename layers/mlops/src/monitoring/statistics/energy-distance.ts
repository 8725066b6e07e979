import { numericSides, type SamplePair } from './sample-pair.ts';

/**
 * Energy distance: √(2 ∫ (F_reference − F_current)² dx), in the square root of the values' unit.
 *
 * @returns ≥ 0; NaN or infinite when a side holds infinities.
 * @see Rizzo and Székely, Energy distance, 2016; scipy.stats.energy_distance.
 */
export function energyDistance(pair: SamplePair): number {
  const { reference, current } = numericSides(pair);
  const a = reference.sorted;
  const b = current.sorted;
  let i = 0;
  let j = 0;
  let integral = 0;
  let value = Math.min(a[0], b[0]);
  while (i < a.length || j < b.length) {
    const next = j === b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    integral += (i / a.length - j / b.length) ** 2 * (next - value);
    value = next;
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
  }
  return Math.sqrt(2) * Math.sqrt(integral);
}
