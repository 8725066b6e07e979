import { type LabelledPanel, selectLabelledRows } from '@optaic/mlops/base';
import { checkFeatureLeak, type FeatureSkill, measureFeatureSkill } from '@optaic/mlops/guardrails';
import type { LeakEvidence } from './run-leak-check.ts';
import { sampleRows } from './select-rows.ts';

const SAMPLE = { entities: 500, rows: 100_000, dates: 'last' } as const;

/**
 * `model.leak_suspect`: no single feature ranks the outcomes too well to be true; see `checkFeatureLeak`. Looks at 500
 * entities and the last 100,000 rows at most.
 */
export function checkSuspectFeatures(
  window: LabelledPanel,
  { horizonDays, requireTime }: { horizonDays: number; requireTime(): void },
): LeakEvidence {
  const panel = selectLabelledRows(window, sampleRows(window, SAMPLE));
  const skills: FeatureSkill[] = panel.featureNames.map((feature, index) => {
    requireTime();
    const values = panel.features.subarray(index * panel.rows, (index + 1) * panel.rows);
    return { feature, ...measureFeatureSkill(panel.decisionTime, values, panel.labels, horizonDays) };
  });
  return {
    compared: "each feature's mean rank IC with what skill could give",
    rows: panel.rows,
    cutDates: [],
    findings: skills.flatMap((skill) => checkFeatureLeak(skill)),
  };
}
