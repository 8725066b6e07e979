import type { LabelledPanel } from '@optaic/mlops/base';
import { HyperparametersSchema } from '../../model-defs/feature-relevance-model/model/hyperparameters.ts';
import { loadScorer } from '../../model-defs/feature-relevance-model/model/native-scorer.ts';
import { decodeRelevance } from '../../model-defs/feature-relevance-model/model/relevance.ts';
import { evaluator } from '../../model-defs/feature-relevance-model/training/evaluator.ts';
import { trainer } from '../../model-defs/feature-relevance-model/training/trainer.ts';
import { yearly } from './real-panel.ts';
import { signed, TRAINING } from './real-results.ts';

/** What is found year by year, and whether it held in the year after. */
export async function benchRealRelevance(
  print: (line: string) => void,
  panel: LabelledPanel,
  from: number,
): Promise<void> {
  print('feature-relevance-model on the eight price features, measured once a year on the 1,260 dates before:');
  const taus: number[] = [];
  const heldTaus: number[] = [];
  const kept = new Map(panel.featureNames.map((name) => [name, 0]));
  let previous: Uint8Array | undefined;
  let years = 0;
  for (const { year, train, test } of yearly(panel, from)) {
    const context = previous === undefined ? TRAINING : { ...TRAINING, previous };
    const { native, metrics } = await trainer.fit(train, test, HyperparametersSchema.parse({}), context);
    const { features, featureNames } = decodeRelevance(native);
    const later = evaluator.evaluate(test, loadScorer(native).score(test), { native });
    years++;
    previous = native;
    features.forEach(({ isKept }, at) => {
      if (isKept) kept.set(featureNames[at], (kept.get(featureNames[at]) ?? 0) + 1);
    });
    if (metrics.kendallTauToPrevious !== undefined) taus.push(metrics.kendallTauToPrevious);
    if (later.validationKendallTau !== undefined) heldTaus.push(later.validationKendallTau);
    const top = features.map(({ score, isKept }, at) => ({ name: featureNames[at], score, isKept }));
    const shown = top
      .filter(({ isKept }) => isKept)
      .sort((a, b) => b.score - a.score)
      .map(({ name, score }) => `${name} ${score.toFixed(2)}`);
    print(
      `  ${year}: out-of-fold rank IC ${signed(metrics.outOfFoldRankInformationCoefficient)}, clusters ${metrics.clusters}; kept: ${shown.join(', ') || 'none'}`,
    );
  }
  print(`  kept of ${years} years: ${[...kept].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  print(
    `  Kendall's tau to the year before: mean ${mean(taus).toFixed(2)} of ${taus.length}; to the falls of the year after: mean ${mean(heldTaus).toFixed(2)} of ${heldTaus.length} years with a ranking`,
  );
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
