import { type LabelledPanel, selectLabelledRows } from '@optaic/mlops/base';
import { panelSamples, walkForward } from '@optaic/mlops/data/splits';
import { type GbdtParameters, panelDataset, predictGbdt, trainGbdt } from '@optaic/mlops/learners/gbdt';
import { rankInformationCoefficientByDate, relativeOutcomes } from '@optaic/mlops/metrics';
import { trainingConfig } from './config.ts';

/** Numbers of rounds that are compared, evenly spaced. */
const CANDIDATES = 8;
/** Fewer dates than a year's say too little to choose by. */
const MINIMUM_DATES = 250;
const FIRST_TRAIN_SHARE = 0.4;
const TEST_SHARE = 0.2;

export interface ChosenRounds {
  readonly rounds: number;
  /** Mean rank coefficient of that many rounds over the inner test dates; absent where nothing was compared. */
  readonly meanCoefficient?: number;
}

/**
 * Chooses the number of rounds inside the training rows: walk forward over them, fit on the first 40, 60 and 80 % of the
 * dates, purged by the horizon and embargoed, and rank each following 20 %. The number whose ranks agree best with the
 * outcomes over all of these dates is chosen, the smaller one where two do equally well.
 *
 * Fewer than 250 dates or 8 rounds leave nothing to choose: all rounds are kept.
 */
export function chooseRounds(train: LabelledPanel, parameters: GbdtParameters): ChosenRounds {
  const most = parameters.num_boost_round;
  const dates = new Set(train.decisionTime).size;
  if (dates < MINIMUM_DATES || most < CANDIDATES) return { rounds: most };
  const candidates = Array.from({ length: CANDIDATES }, (_, i) => Math.ceil((most * (i + 1)) / CANDIDATES));
  const found = candidates.map(() => ({ sum: 0, dates: 0 }));
  const { horizonDays, embargoDays } = trainingConfig;
  const steps = walkForward(panelSamples(train.decisionTime, horizonDays), {
    window: 'expanding',
    trainDates: Math.floor(dates * FIRST_TRAIN_SHARE) - horizonDays - embargoDays,
    testDates: Math.floor(dates * TEST_SHARE),
    gapDates: horizonDays + embargoDays,
    embargoDates: embargoDays,
  });
  for (const { train: seen, test } of steps) {
    const model = trainGbdt(relativeDataset(selectLabelledRows(train, seen)), parameters);
    const held = selectLabelledRows(train, test);
    candidates.forEach((rounds, candidate) => {
      const score = predictGbdt({ ...model, trees: model.trees.slice(0, rounds) }, held.features, held.rows);
      for (const { value = 0 } of rankInformationCoefficientByDate(held.decisionTime, score, held.labels)) {
        found[candidate].sum += value;
        found[candidate].dates++;
      }
    });
  }
  const means = found.map(({ sum, dates: count }) => sum / count);
  const meanCoefficient = Math.max(...means);
  return { rounds: candidates[means.indexOf(meanCoefficient)], meanCoefficient };
}

/** What the booster learns from: returns relative to their date, of which the market's move is no part. */
export function relativeDataset(panel: LabelledPanel) {
  return panelDataset(panel, relativeOutcomes(panel.decisionTime, panel.labels));
}
