import type { GuardrailReport, Issue } from '@optaic/mlops/guardrails';
import { withNotes } from './with-notes.ts';

const VERDICTS: Readonly<Record<GuardrailReport['verdict'], string>> = {
  passed: 'passed: nothing was found',
  warned: 'warned: what was found does not block in this space',
  blocked: 'blocked: nothing was published',
};

function issueLines({ contract, code, severity, message, rows, value, limit, examples }: Issue): string[] {
  const more = rows - examples.length;
  return [
    `${severity}  ${contract}${code === undefined ? '' : ` (${code})`}: ${message}`,
    `  value ${value ?? 'none'}, limit ${limit ?? 'none'}${rows === 0 ? '' : `, ${rows.toLocaleString('en')} rows`}`,
    ...examples.map((example) => `  · ${example}`),
    ...(examples.length > 0 && more > 0 ? [`  · and ${more.toLocaleString('en')} more`] : []),
  ];
}

/** A report as a reader should take it: the verdict, every issue with its rows, value and limit, and what else is to be said. */
export function formatGuardrailReport(report: GuardrailReport): string {
  const { subject, gate, space, asOf, verdict, contracts, issues, notes } = report;
  const text = [
    `${subject} at ${gate}, ${space} space, as of ${asOf}`,
    `checked: ${contracts.join(', ')}`,
    `verdict: ${VERDICTS[verdict]}`,
    ...issues.flatMap((issue) => ['', ...issueLines(issue)]),
  ].join('\n');
  return withNotes(text, notes);
}
