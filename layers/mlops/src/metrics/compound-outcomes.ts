import type { CrossSection } from './signal-panel.ts';

/**
 * What k holding periods in a row came to, from the outcomes of one: Π (1 + R) − 1 over the decisions t, t + h, …,
 * t + (k − 1) h.
 *
 * @param sections - Every decision, in time order.
 * @param holdingPeriods - h: decisions that one outcome spans.
 * @param periods - k.
 * @returns Of each section an array in its order; NaN where an outcome on the way is missing.
 */
export function compoundOutcomes(
  sections: readonly Pick<CrossSection, 'entity' | 'outcome'>[],
  holdingPeriods: number,
  periods: number,
): Float64Array[] {
  const outcomes = sections.map(({ entity, outcome }) => new Map(entity.map((name, i) => [name, outcome[i]])));
  return sections.map(({ entity }, t) =>
    Float64Array.from(entity, (name) => {
      let growth = 1;
      for (let k = 0; k < periods; k++) growth *= 1 + (outcomes[t + k * holdingPeriods]?.get(name) ?? Number.NaN);
      return growth - 1;
    }),
  );
}
