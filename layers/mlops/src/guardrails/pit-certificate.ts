import type { PitCertificate } from '@optaic/mlops/registry/records';
import type { Finding } from './report.ts';

/** `dataset.pit`: an audit of the run over poisoned data gave the same bits; a difference is `leak.pit_audit_failed`. */
export function validatePitCertificate({ digests, datasets, asOf }: PitCertificate): Finding[] {
  const different = digests.filter(({ original, poisoned }) => original !== poisoned);
  if (different.length === 0) return [];
  const rows = datasets.reduce((sum, dataset) => sum + poisonedRows(dataset), 0);
  return [
    {
      contract: 'dataset.pit',
      code: 'leak.pit_audit_failed',
      message: `with ${rows} rows not known at ${asOf} made garbage, the run gives other bits of its ${different
        .map(({ output }) => output)
        .join(', ')}: it used what it could not know`,
      rows: 0,
      value: different.length,
      limit: 0,
      examples: different.map(({ output, original, poisoned }) => `${output}: ${original}, poisoned ${poisoned}`),
    },
  ];
}

function poisonedRows(dataset: PitCertificate['datasets'][number]): number {
  const { notANumber, positiveHuge, negativeHuge, shuffled, futureRows, restatedRows } = dataset;
  return notANumber + positiveHuge + negativeHuge + shuffled + futureRows + restatedRows;
}
