import { classPredictions } from '../presets/class-predictions.ts';
import { classificationBaseline } from '../presets/classification-baseline.ts';
import { classificationQualityResult } from '../presets/classification-preset.ts';
import type { ClassificationQuality } from '../presets/classification-quality.ts';
import { formatGeneral } from '../presets/python-number.ts';
import { approximately } from './condition.ts';
import { isUnavailable, type NamedTest, type TestOptions, type Unavailable, valueTest } from './named-test.ts';
import { attempt } from './suite-facts.ts';

/** By default the reference's ± 20 %, without one above that of labels drawn at random; so are the others. */
export function testAccuracyScore(options?: TestOptions): NamedTest {
  return qualityTest('Accuracy Score', 'accuracy', 'gt', options);
}

export function testPrecisionScore(options?: TestOptions): NamedTest {
  return qualityTest('Precision Score', 'precision', 'gt', options);
}

export function testRecallScore(options?: TestOptions): NamedTest {
  return qualityTest('Recall Score', 'recall', 'gt', options);
}

export function testF1Score(options?: TestOptions): NamedTest {
  return qualityTest('F1 Score', 'f1', 'gt', options);
}

/** Of probabilities only. */
export function testRocAuc(options?: TestOptions): NamedTest {
  return qualityTest('ROC AUC Score', 'roc_auc', 'gt', options);
}

/** Of probabilities only; by default below that of equal probabilities where there is no reference. */
export function testLogLoss(options?: TestOptions): NamedTest {
  return qualityTest('Logarithmic Loss', 'log_loss', 'lt', options);
}

/** Of two labels only, as the other rates. */
export function testTPR(options?: TestOptions): NamedTest {
  return qualityTest('True Positive Rate', 'tpr', 'gt', options);
}

export function testTNR(options?: TestOptions): NamedTest {
  return qualityTest('True Negative Rate', 'tnr', 'gt', options);
}

/** By default below, where there is no reference. */
export function testFPR(options?: TestOptions): NamedTest {
  return qualityTest('False Positive Rate', 'fpr', 'lt', options);
}

/** By default below, where there is no reference. */
export function testFNR(options?: TestOptions): NamedTest {
  return qualityTest('False Negative Rate', 'fnr', 'lt', options);
}

const NOT_APPLICABLE: Unavailable = {
  unavailable: 'Neither required test parameters nor reference data has been provided.',
};

function qualityTest(
  name: string,
  field: keyof ClassificationQuality,
  operator: 'gt' | 'lt',
  options: TestOptions | undefined,
): NamedTest {
  const read = (pick: () => ClassificationQuality | null): number | Unavailable => {
    const quality = attempt(pick);
    if (isUnavailable(quality)) return quality;
    return quality?.[field] ?? NOT_APPLICABLE;
  };
  return valueTest(
    {
      name,
      group: 'classification',
      value: (facts) => read(() => classificationQualityResult(facts.data).current),
      standard: (facts) => {
        const { current, positiveLabel } = facts.data;
        const isAlone = facts.data.reference === undefined;
        const limit = read(() =>
          isAlone
            ? classificationBaseline(classPredictions(current, facts.data), positiveLabel)
            : classificationQualityResult(facts.data).reference,
        );
        if (isUnavailable(limit)) return limit;
        return isAlone ? { [operator]: limit } : { eq: approximately(limit, { relative: 0.2 }) };
      },
      isReal: true,
      describe: (value, condition) => `The ${name} is ${formatGeneral(value)}. The test threshold is ${condition}`,
    },
    options,
  );
}
