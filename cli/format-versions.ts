import type { ModelVersionRecord } from '@optaic/mlops/registry';
import { formatTable } from './table.ts';

/** One line a version, with what is judged first of its metrics. */
export function formatVersions(versions: readonly ModelVersionRecord[]): string {
  return formatTable(
    [
      'version',
      'stage',
      'trained as of',
      'guardrails',
      'grade',
      'rank IC',
      't',
      'net Sharpe',
      'certificate',
      'model digest',
    ],
    versions.map((version) => [
      String(version.version),
      version.stage,
      version.trainedAsOf.slice(0, 10),
      version.guardrails.verdict,
      version.knowledgeGrade,
      figure(version.metrics.meanRankInformationCoefficient, 4),
      figure(version.metrics.rankInformationCoefficientTStatistic, 2),
      figure(version.metrics.netSharpeRatio, 2),
      version.certificate?.verdict ?? '–',
      version.onnxSha256.slice(0, 16),
    ]),
  );
}

/** One line a metric and one column a version, in order of the names: docs/metrics.md has their formulas. */
export function formatVersionMetrics(versions: readonly Pick<ModelVersionRecord, 'version' | 'metrics'>[]): string {
  const names = new Set(versions.flatMap(({ metrics }) => Object.keys(metrics)));
  return formatTable(
    ['metric', ...versions.map(({ version }) => `@${version}`)],
    [...names].toSorted().map((name) => [name, ...versions.map(({ metrics }) => figure(metrics[name], 6))]),
  );
}

/** Counts as they are. */
function figure(value: number | undefined, digits: number): string {
  if (value === undefined) return '–';
  return Number.isInteger(value) ? String(value) : value.toFixed(digits);
}
