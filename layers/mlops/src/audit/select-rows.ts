import type { Panel } from '@optaic/mlops/base';

export interface SampleSize {
  readonly entities: number;
  readonly rows: number;
  /** Which dates are kept where not all can be. */
  readonly dates: 'first' | 'last';
}

/**
 * The rows of a sample that depends on the panel alone: of more entities than asked, evenly spaced ones in the order of
 * their names; then as many whole dates from one end as fit. Contiguous dates keep what looks back meaningful.
 *
 * @returns Ascending positions; never none of a panel with rows.
 */
export function sampleRows({ entity, decisionTime }: Panel, { entities, rows, dates }: SampleSize): number[] {
  const names = [...new Set(entity)].sort();
  const wanted = new Set(names.length <= entities ? names : evenlySpaced(names, entities));
  const ofWanted: number[] = [];
  for (let row = 0; row < entity.length; row++) if (wanted.has(entity[row])) ofWanted.push(row);
  if (ofWanted.length <= rows) return ofWanted;
  if (dates === 'first') {
    const firstOut = decisionTime[ofWanted[rows]];
    const kept = ofWanted.filter((row) => decisionTime[row] < firstOut);
    return kept.length > 0 ? kept : ofWanted.filter((row) => decisionTime[row] === firstOut);
  }
  const lastOut = decisionTime[ofWanted[ofWanted.length - rows - 1]];
  const kept = ofWanted.filter((row) => decisionTime[row] > lastOut);
  return kept.length > 0 ? kept : ofWanted.filter((row) => decisionTime[row] === lastOut);
}

/** `count` of the items, the first among them, at equal distances. */
export function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]);
}
