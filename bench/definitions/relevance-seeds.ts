import { createRandom } from '@optaic/mlops/base';
import { judgeSmall, plantedFeatures } from '../../model-defs/feature-relevance-model/tests/planted-features.ts';

const NOISE_FEATURES = 20;
const DATES = 120;
const STRENGTHS = [0.5, 0.3, 0.2];

export interface RelevanceSeeds {
  /** Seeds in which the planted feature scores above each of the noise features. */
  readonly above: number;
  /** Features of noise that are kept, over all seeds. */
  readonly keptNoise: number;
}

/** How often a planted feature scores above every one of 20 features of noise. */
export async function relevanceSeeds(strength: number, seeds: number): Promise<RelevanceSeeds> {
  let above = 0;
  let keptNoise = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const panel = plantedFeatures(createRandom(seed), { dates: DATES, noiseFeatures: NOISE_FEATURES, strength });
    const { importance, metrics } = await judgeSmall(panel, {}, seed);
    const { planted, ...noise } = importance;
    const isAbove = Object.values(noise).every((score) => planted > score);
    if (isAbove) above++;
    keptNoise += metrics.keptFeatures - (isAbove ? 1 : 0);
  }
  return { above, keptNoise };
}

export async function benchRelevance(print: (line: string) => void, seeds: number): Promise<void> {
  print(
    `feature-relevance-model: planted feature above ${NOISE_FEATURES} of noise, ${DATES} dates of 12 assets, ${seeds} seeds`,
  );
  for (const strength of STRENGTHS) {
    const { above, keptNoise } = await relevanceSeeds(strength, seeds);
    print(
      `  correlation ${strength}: ${above} of ${seeds}; noise kept ${(keptNoise / seeds).toFixed(2)} features a seed`,
    );
  }
}
