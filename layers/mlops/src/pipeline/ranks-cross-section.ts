import type { ModelCategory } from '@optaic/mlops/base';

const RANKING: ReadonlySet<ModelCategory> = new Set(['signal', 'signal_combining', 'signal_filtering']);

/** Whether models of a category are to rank a cross-section by its outcomes; the others are judged by their own metrics. */
export function ranksCrossSection(category: ModelCategory): boolean {
  return RANKING.has(category);
}
