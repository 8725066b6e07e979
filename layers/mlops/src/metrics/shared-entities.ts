import type { CrossSection } from './signal-panel.ts';

/**
 * The places of the entities that two cross-sections share, in the order of the first.
 *
 * @returns Pairs of (place in the first, place in the second).
 */
export function sharedEntities(
  first: Pick<CrossSection, 'entity'>,
  second: Pick<CrossSection, 'entity'>,
): [first: number, second: number][] {
  const places = new Map(second.entity.map((name, place) => [name, place]));
  return first.entity.flatMap((name, place) => {
    const other = places.get(name);
    return other === undefined ? [] : [[place, other] satisfies [number, number]];
  });
}
