import type { CrossSection } from './signal-panel.ts';

/**
 * What k holding periods in a row came to, from the outcomes of one: Π (1 + R) − 1 over the decisions t, t + h, …,
 * t + (k − 1) h; one k after the other.
 *
 * @param sections - Every decision, in time order.
 * @param holdingPeriods - h: decisions that one outcome spans.
 * @param periods - The k, ascending.
 * @returns For each k, of each section an array in its order; NaN where an outcome on the way is missing.
 */
export function* compoundOutcomes(
  sections: readonly Pick<CrossSection, 'entity' | 'outcome'>[],
  holdingPeriods: number,
  periods: readonly number[],
): Generator<Float64Array[]> {
  const { columnOf, outcomes } = outcomeTable(sections);
  const columns = sections.map(({ entity }) => Int32Array.from(entity, (name) => columnOf.get(name) ?? 0));
  const growths = sections.map(({ entity }) => new Float64Array(entity.length).fill(1));
  let reached = 0;
  for (const k of periods) {
    for (; reached < k; reached++) {
      growths.forEach((growth, t) => {
        const at = t + reached * holdingPeriods;
        const row = outcomes.subarray(at * columnOf.size, (at + 1) * columnOf.size);
        for (let i = 0; i < growth.length; i++) growth[i] *= 1 + (row[columns[t][i]] ?? Number.NaN);
      });
    }
    yield growths.map((growth) => growth.map((value) => value - 1));
  }
}

/** Outcomes by decision and entity, shape (decisions × entities), row-major; NaN where there is none. */
function outcomeTable(sections: readonly Pick<CrossSection, 'entity' | 'outcome'>[]) {
  const columnOf = new Map<string, number>();
  for (const { entity } of sections) {
    for (const name of entity) if (!columnOf.has(name)) columnOf.set(name, columnOf.size);
  }
  const outcomes = new Float64Array(sections.length * columnOf.size).fill(Number.NaN);
  sections.forEach(({ entity, outcome }, t) => {
    entity.forEach((name, i) => {
      outcomes[t * columnOf.size + (columnOf.get(name) ?? 0)] = outcome[i];
    });
  });
  return { columnOf, outcomes };
}
