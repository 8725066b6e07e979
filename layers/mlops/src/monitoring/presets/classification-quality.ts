import type { Category } from '../columns/index.ts';
import { ascending, type ClassPredictions } from './class-predictions.ts';
import { mean } from './moments.ts';

/** Rows by actual (outer) and predicted label, labels ascending. */
export interface ConfusionMatrix {
  readonly labels: readonly Category[];
  /** Shape (labels, labels). */
  readonly values: readonly (readonly number[])[];
}

/** Quality of a classifier on one side, in the reference's names; null where it does not apply. */
export interface ClassificationQuality {
  readonly accuracy: number;
  /** Of the positive of two labels, otherwise the plain mean over labels; so too recall and f1. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Plain mean over labels of the area under each one's curve. */
  readonly roc_auc: number | null;
  /** Natural logarithm. */
  readonly log_loss: number | null;
  readonly tpr: number | null;
  readonly tnr: number | null;
  readonly fpr: number | null;
  readonly fnr: number | null;
}

export interface LabelQuality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly roc_auc: number | null;
  /** Rows of the label. */
  readonly support: number;
}

/**
 * @param positiveLabel - Of two labels the one that counts.
 * @see evidently 0.7.21, legacy/calculations/classification_performance.py, `calculate_metrics`.
 */
export function classificationQuality(
  predictions: ClassPredictions,
  positiveLabel: Category = 1,
): ClassificationQuality {
  const { target, predicted, probabilities, labels } = predictions;
  const isBinary = labels.length === 2;
  const scored = isBinary
    ? labelScores(predictions, positiveLabel)
    : averageScores(labelsSeen(predictions).map((label) => labelScores(predictions, label)));
  const agreed = target.filter((label, row) => label === predicted[row]).length;
  const rates = isBinary ? binaryRates(predictions, positiveLabel) : { tpr: null, tnr: null, fpr: null, fnr: null };
  return {
    accuracy: agreed / target.length,
    ...scored,
    roc_auc: probabilities ? mean(Float64Array.from(areasUnderCurves(target, probabilities))) : null,
    log_loss: probabilities ? logarithmicLoss(target, probabilities) : null,
    ...rates,
  };
}

/** Of the labels of the predictions, or of all that occur. */
export function confusionMatrix({ target, predicted, labels }: ClassPredictions): ConfusionMatrix {
  const sorted = ascending(labels);
  const at = new Map(sorted.map((label, i) => [label, i]));
  const values = sorted.map(() => sorted.map(() => 0));
  for (const [row, label] of target.entries()) {
    const [actual, guess] = [at.get(label), at.get(predicted[row])];
    if (actual !== undefined && guess !== undefined) values[actual][guess]++;
  }
  return { labels: sorted, values };
}

/** Quality of each label that occurs, keyed by its text. */
export function qualityByLabel(predictions: ClassPredictions): Readonly<Record<string, LabelQuality>> {
  const { target, probabilities } = predictions;
  const areas = new Map(
    probabilities
      ? [...probabilities.keys()].map((label, i) => [label, areasUnderCurves(target, probabilities)[i]])
      : [],
  );
  return Object.fromEntries(
    labelsSeen(predictions).map((label) => [
      String(label),
      {
        ...labelScores(predictions, label),
        roc_auc: areas.get(label) ?? null,
        support: target.filter((each) => each === label).length,
      },
    ]),
  );
}

/**
 * Area under the curve of each label against the rest, ties counting half; NaN where the label has no row or every row.
 *
 * @see Hanley and McNeil, The Meaning and Use of the Area under a ROC Curve, 1982.
 */
export function areasUnderCurves(
  target: readonly Category[],
  probabilities: ReadonlyMap<Category, Float64Array>,
): number[] {
  return Array.from(probabilities, ([label, values]) =>
    areaUnderCurve(
      target.map((each) => String(each) === String(label)),
      values,
    ),
  );
}

/** −mean ln p(actual label), p kept 2⁻⁵² away from 0 and 1 and not scaled to sum 1. */
function logarithmicLoss(target: readonly Category[], probabilities: ReadonlyMap<Category, Float64Array>): number {
  const byText = new Map(Array.from(probabilities, ([label, values]) => [String(label), values]));
  const losses = target.map((label, row) => {
    const probability = byText.get(String(label))?.[row];
    // A label without a column has no term in the reference either.
    if (probability === undefined) return 0;
    return -Math.log(Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON));
  });
  return mean(Float64Array.from(losses));
}

function areaUnderCurve(isPositive: readonly boolean[], values: Float64Array): number {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    const midrank = (start + 1 + end) / 2;
    for (const row of order.slice(start, end)) {
      if (!isPositive[row]) continue;
      rankSum += midrank;
      positives++;
    }
    start = end;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function labelsSeen({ target, predicted }: ClassPredictions): readonly Category[] {
  return ascending(new Set([...target, ...predicted]));
}

interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** A division by nought is 0. */
function labelScores(predictions: ClassPredictions, label: Category): Scores {
  const { truePositive, falsePositive, falseNegative } = countsOf(predictions, label);
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return {
    precision: share(truePositive, truePositive + falsePositive),
    recall: share(truePositive, truePositive + falseNegative),
    f1: share(2 * truePositive, 2 * truePositive + falsePositive + falseNegative),
  };
}

function averageScores(scores: readonly Scores[]): Scores {
  const average = (field: keyof Scores) => mean(Float64Array.from(scores, (each) => each[field]));
  return { precision: average('precision'), recall: average('recall'), f1: average('f1') };
}

/** NaN where the side has no row of a label. */
function binaryRates(predictions: ClassPredictions, label: Category) {
  const { truePositive, trueNegative, falsePositive, falseNegative } = countsOf(predictions, label);
  return {
    tpr: truePositive / (truePositive + falseNegative),
    tnr: trueNegative / (trueNegative + falsePositive),
    fpr: falsePositive / (falsePositive + trueNegative),
    fnr: falseNegative / (falseNegative + truePositive),
  };
}

function countsOf({ target, predicted }: ClassPredictions, label: Category) {
  let [truePositive, trueNegative, falsePositive, falseNegative] = [0, 0, 0, 0];
  for (const [row, actual] of target.entries()) {
    const isActual = actual === label;
    const isPredicted = predicted[row] === label;
    if (isActual && isPredicted) truePositive++;
    else if (isActual) falseNegative++;
    else if (isPredicted) falsePositive++;
    else trueNegative++;
  }
  return { truePositive, trueNegative, falsePositive, falseNegative };
}
