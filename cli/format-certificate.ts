import type { PitCertificate, PoisonedDataset } from '@optaic/mlops/registry/records';
import { formatTable } from './table.ts';

const GRADES: Readonly<Record<PitCertificate['grade'], string>> = {
  A: 'knowledge times observed',
  B: 'knowledge times derived by a stated rule',
  C: 'knowledge times assumed: what is certified is what the data says, not when it was really known',
};

const count = (rows: number) => rows.toLocaleString('en');

function poisonRow(dataset: PoisonedDataset): string[] {
  const { name, version, rowsKnown, notANumber, positiveHuge, negativeHuge, shuffled, futureRows, restatedRows } =
    dataset;
  return [
    `${name}@${version}`,
    ...[rowsKnown, notANumber, positiveHuge, negativeHuge, shuffled, futureRows, restatedRows].map(count),
  ];
}

/** A certificate as a reader should take it: who audited what, what was poisoned, and whether the outputs are the same bits. */
export function formatCertificate(certificate: PitCertificate): string {
  const { kind, runId, auditRunId, asOf, grade, seed, datasets, digests, verdict, auditedAt } = certificate;
  const auditor = auditRunId === runId ? 'by the run itself, before it registered its version' : `by run ${auditRunId}`;
  const isIdentical = verdict === 'identical';
  return [
    `${kind} run ${runId} as of ${asOf}`,
    `audited ${auditor}, at ${auditedAt}, seed ${seed}`,
    `grade ${grade}: ${GRADES[grade]}`,
    '',
    'poisoned: all that was not known then, and history restated later',
    formatTable(
      ['dataset', 'rows known', 'NaN', '+1e30', '−1e30', 'shuffled', 'made-up days to come', 'restated'],
      datasets.map(poisonRow),
    ),
    '',
    formatTable(
      ['output', 'as it was', 'over poisoned data', ''],
      digests.map(({ output, original, poisoned }) => [
        output,
        original.slice(0, 16),
        poisoned.slice(0, 16),
        original === poisoned ? 'same bits' : 'DIFFERENT',
      ]),
    ),
    '',
    isIdentical
      ? 'verdict: identical. The run used nothing that it could not know.'
      : 'verdict: different. The run used what it could not know: a stage or the definition looks ahead.',
  ].join('\n');
}
