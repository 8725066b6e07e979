import { createRandom, type LabelledPanel, type Panel, selectLabelledRows, selectPanelRows } from '@optaic/mlops/base';
import { panelSamples, purgedKFold } from '@optaic/mlops/data/splits';
import { type GbdtModel, gbdtContributions, predictGbdt } from '@optaic/mlops/learners/gbdt';
import { rankInformationCoefficientByDate } from '@optaic/mlops/metrics';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { addShadows } from './add-shadows.ts';
import { trainBooster, trainSingleFeature } from './booster.ts';
import { clusterFeatures } from './cluster-features.ts';
import { trainingConfig } from './config.ts';
import { measureFalls } from './measure-falls.ts';

export interface Judgement {
  /** Shape (features,): the cluster of each. */
  readonly clusters: readonly number[];
  /** Out-of-sample rank coefficients by date, with all features. */
  readonly coefficients: readonly number[];
  /** By cluster: falls by date, in time order. */
  readonly clusterFalls: readonly (readonly number[])[];
  /** By shadow. */
  readonly shadowFalls: readonly (readonly number[])[];
  /** Shape (features,): mean out-of-sample rank coefficient of a booster on the feature alone. */
  readonly singleFeature: readonly number[];
  /** Shape (features,): mean absolute Shapley value on the held-out rows. */
  readonly shap: readonly number[];
}

/**
 * Judges every feature on purged folds of the training rows: a booster learns without a fold, its neighbours purged and
 * embargoed, and is asked about the fold, whole and permuted.
 *
 * @param onFold - Called after each fold with the mean rank coefficient on it.
 */
export function judgeFeatures(
  panel: LabelledPanel,
  hyperparameters: Hyperparameters,
  seed: number,
  onFold: (fold: number, meanCoefficient: number) => void,
): Judgement {
  const { folds, repeats, shadow_features: shadows, cluster_correlation: limit } = hyperparameters;
  const { horizonDays, embargoDays: embargoDates } = trainingConfig;
  const width = panel.featureNames.length;
  const random = createRandom(seed);
  const clusters = clusterFeatures(panel, limit);
  const groups = [...groupsOf(clusters), ...Array.from({ length: shadows }, (_, shadow) => [width + shadow])];
  const shadowed = addShadows(panel, shadows, random);
  const coefficients: number[] = [];
  const falls: number[][] = groups.map(() => []);
  const alone = panel.featureNames.map(() => ({ sum: 0, dates: 0 }));
  const shapley = panel.featureNames.map(() => 0);
  let shapleyRows = 0;
  let fold = 0;
  for (const { train, test } of purgedKFold(panelSamples(panel.decisionTime, horizonDays), { folds, embargoDates })) {
    const [seen, held] = [selectLabelledRows(shadowed, train), selectLabelledRows(shadowed, test)];
    const booster = trainBooster(seen, hyperparameters, seed);
    const measured = measureFalls(booster, held, groups, { repeats, random });
    shapleyRows += addShapley(booster, held, shapley);
    coefficients.push(...measured.coefficients);
    measured.byGroup.forEach((series, group) => {
      falls[group].push(...series);
    });
    for (let feature = 0; feature < width; feature++) {
      const model = trainSingleFeature(onlyFeature(seen, feature), hyperparameters, seed);
      const score = predictGbdt(model, onlyFeature(held, feature).features, held.rows);
      for (const { value = 0 } of rankInformationCoefficientByDate(held.decisionTime, score, held.labels)) {
        alone[feature].sum += value;
        alone[feature].dates++;
      }
    }
    onFold(++fold, mean(measured.coefficients));
  }
  const clusterCount = groups.length - shadows;
  return {
    clusters,
    coefficients,
    clusterFalls: falls.slice(0, clusterCount),
    shadowFalls: falls.slice(clusterCount),
    singleFeature: alone.map(({ sum, dates }) => sum / dates),
    shap: shapley.map((sum) => sum / shapleyRows),
  };
}

/** Rows of a fold whose Shapley values are averaged, evenly spaced: they cost as much as everything else together. */
const SHAPLEY_ROWS = 500;

/** Adds the absolute Shapley values of held-out rows, feature by feature; those of shadows are left out. */
function addShapley(model: GbdtModel, held: Panel, sums: number[]): number {
  const step = Math.ceil(held.rows / SHAPLEY_ROWS);
  const { features, rows } = selectPanelRows(
    held,
    Array.from({ length: Math.floor((held.rows - 1) / step) + 1 }, (_, at) => at * step),
  );
  const contributions = gbdtContributions(model, features, rows);
  const width = held.featureNames.length + 1;
  for (let row = 0; row < rows; row++) {
    for (let feature = 0; feature < sums.length; feature++) {
      sums[feature] += Math.abs(contributions[row * width + feature]);
    }
  }
  return rows;
}

/** Positions of the features of each cluster. */
export function groupsOf(clusters: readonly number[]): number[][] {
  const groups: number[][] = Array.from({ length: Math.max(...clusters) + 1 }, () => []);
  clusters.forEach((cluster, feature) => {
    groups[cluster].push(feature);
  });
  return groups;
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function onlyFeature<P extends Panel>(panel: P, feature: number): P {
  const features = panel.features.subarray(feature * panel.rows, (feature + 1) * panel.rows);
  return { ...panel, featureNames: [panel.featureNames[feature]], features };
}
