import { formatTable } from '../table.ts';
import { formatWeeks } from '../weeks.ts';
import type { DemoSummary } from './demo-summary.ts';

const MEAN_METRIC = 'meanRankInformationCoefficient';
const STANDARD_ERROR_METRIC = 'rankInformationCoefficientStandardError';

function versionLine({ version, stage, trainedAsOf, metrics }: DemoSummary['versions'][number]): string[] {
  const mean = metrics[MEAN_METRIC];
  const standardError = metrics[STANDARD_ERROR_METRIC];
  return [String(version), stage, trainedAsOf.slice(0, 10), mean?.toFixed(4) ?? '–', standardError?.toFixed(4) ?? '–'];
}

function validationVerdict(summary: DemoSummary): string[] {
  return summary.versions.map(({ version, metrics }) => {
    const mean = metrics[MEAN_METRIC];
    const standardError = metrics[STANDARD_ERROR_METRIC];
    if (mean === undefined || standardError === undefined) return `version ${version}: no validation IC`;
    const distance = Math.abs(mean) / standardError;
    const verdict = distance < 2 ? 'not distinguishable from zero' : `${distance.toFixed(1)} standard errors from zero`;
    return `version ${version}: validation rank IC ${mean.toFixed(4)} ± ${standardError.toFixed(4)}, ${verdict}`;
  });
}

function certificateLine(subject: string, { datasets, grade, verdict }: DemoSummary['certificates'][string]): string {
  const rows = datasets.reduce(
    (sum, { notANumber, positiveHuge, negativeHuge, shuffled, futureRows, restatedRows }) =>
      sum + notANumber + positiveHuge + negativeHuge + shuffled + futureRows + restatedRows,
    0,
  );
  return `certificate: ${subject}, with ${rows.toLocaleString('en')} rows poisoned: ${verdict}, grade ${grade}`;
}

/** The demo's outcome as a newcomer should read it, with what it does not prove. */
export function formatDemoReport(summary: DemoSummary): string {
  const realised = summary.weeks.flatMap((week) => week.rankInformationCoefficient ?? []);
  const meanRealised = realised.reduce((sum, value) => sum + value, 0) / Math.max(realised.length, 1);
  const { chains, brokenChains } = summary.activities;
  const { predictionVersions, complete, nodes, edges } = summary.lineage;
  return [
    formatWeeks(summary.weeks),
    '',
    formatTable(
      ['version', 'stage', 'trained as of', 'validation rank IC', 'standard error'],
      summary.versions.map(versionLine),
    ),
    '',
    `lineage: ${complete} of ${predictionVersions} prediction versions lead to model, definition and data (${nodes} nodes, ${edges} edges)`,
    `activities: ${summary.activities.total}, one for every change; ${chains - brokenChains.length} of ${chains} chains verify`,
    ...Object.entries(summary.certificates).map(([subject, certificate]) => certificateLine(subject, certificate)),
    '',
    'What this does not prove:',
    ...validationVerdict(summary).map((line) => `  · ${line}`),
    `  · realised rank IC: mean ${meanRealised.toFixed(3)} over ${realised.length} weeks; far too few to tell skill from luck`,
    '  · knowledge times are assumed, not observed (grade C): an official space would refuse this data',
    ...summary.notes.map((note) => `  · ${note}`),
    ...Object.entries(summary.guardrails)
      .filter(([, verdict]) => verdict === 'warned')
      .map(
        ([version]) => `  · version ${version} passed with warnings: a team space warns where an official one blocks`,
      ),
  ].join('\n');
}
