import { type GbdtModel, outputsOf } from './gbdt-model.ts';

/** What margins start from, one an output; float32. The base score of a logistic model is a probability. */
export function baseMargins(model: Pick<GbdtModel, 'objective' | 'baseScore' | 'baseScores' | 'classes'>): number[] {
  const scores = model.baseScores ?? Array.from({ length: outputsOf(model) }, () => model.baseScore);
  return model.objective === 'binary:logistic' ? scores.map(logit) : [...scores];
}

/** −ln(1/p − 1), each step rounded to float32. */
function logit(probability: number): number {
  const { fround } = Math;
  return fround(-Math.log(fround(fround(1 / probability) - 1)));
}
