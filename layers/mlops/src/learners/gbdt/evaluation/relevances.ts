import type { GbdtParameters } from '../parameters.ts';

/** 2^relevance − 1 is exact in float32 up to here. */
const GREATEST = 31;

/** Which labels NDCG understands, in words. */
export function relevances({ ndcg_exp_gain }: GbdtParameters): string {
  return ndcg_exp_gain ? `whole numbers in [0, ${GREATEST}]` : '≥ 0';
}

/** Tells labels that are none of them. */
export function isNoRelevance({ ndcg_exp_gain }: GbdtParameters): (label: number) => boolean {
  if (!ndcg_exp_gain) return (label) => !(label >= 0);
  return (label) => !(Number.isInteger(label) && label >= 0 && label <= GREATEST);
}
