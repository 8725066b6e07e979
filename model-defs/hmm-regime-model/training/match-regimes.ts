import { type HmmModel, hellingerDistance, reorderEmission } from '@optaic/mlops/learners/hmm';

export interface RegimeMatch {
  /** At each label of the version before, the place of the new regime that takes it. Shape (regimes,). */
  readonly order: readonly number[];
  /** Mean Hellinger distance of the pairs, in [0, 1]: 0 when the densities are those of the version before. */
  readonly cost: number;
}

/**
 * Which new regime is which old one: the assignment of least cost over all permutations, of which four regimes have 24. A
 * refit finds the same regimes in any order; without this their labels would jump.
 *
 * @returns Undefined when the versions have other features or another number of regimes: nothing can be matched then.
 */
export function matchRegimes(next: HmmModel, previous: HmmModel): RegimeMatch | undefined {
  const regimes = next.initial.length;
  const isComparable =
    previous.initial.length === regimes && previous.emission.featureNames.join() === next.emission.featureNames.join();
  if (!isComparable) return undefined;
  const places = Array.from({ length: regimes }, (_, place) => place);
  const distance = places.map((label) =>
    places.map((place) => hellingerDistance(previous.emission, label, next.emission, place)),
  );
  let best: RegimeMatch | undefined;
  for (const order of permutations(places)) {
    const cost = order.reduce((sum, place, label) => sum + distance[label][place], 0) / regimes;
    if (best === undefined || cost < best.cost) best = { order, cost };
  }
  return best;
}

/** In lexicographic order, the identity first, so that a tie changes nothing. */
function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((first, i) => permutations(items.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

/** The same model, its regimes labelled in another order. */
export function relabel(hmm: HmmModel, order: readonly number[]): HmmModel {
  return {
    ...hmm,
    emission: reorderEmission(hmm.emission, order),
    initial: order.map((place) => hmm.initial[place]),
    transitions: order.map((from) => order.map((to) => hmm.transitions[from][to])),
  };
}
