import { type ContractName, ContractNameSchema, type Finding, type GuardrailReport, type Issue } from './report.ts';

/** Blocked in every space: what is not a signal, was not known, is not the model that was trained, or breaks a rule of the instance itself. */
const ALWAYS_BLOCKS: ReadonlySet<ContractName> = new Set([
  'signal.schema',
  'dataset.schema',
  'dataset.pit',
  'model.parity',
  'model.promotion',
]);

export interface Judgement extends Pick<GuardrailReport, 'gate' | 'subject' | 'space' | 'asOf'> {
  /** What each checked contract found, by the contract's name. */
  readonly findings: Readonly<Partial<Record<ContractName, readonly Finding[]>>>;
  /** @default none */
  readonly notes?: readonly string[];
}

/**
 * Turns findings into a verdict. In an official space every finding blocks; in a team or personal one it warns, except
 * `*.schema`, `dataset.pit`, `model.parity` and `model.promotion`, which always block; a finding with a severity of its own keeps it.
 */
export function judgeFindings({ gate, subject, space, asOf, findings, notes = [] }: Judgement): GuardrailReport {
  const issues = Object.values(findings).flatMap((found) => found.map((finding) => asIssue(finding, space)));
  return {
    gate,
    subject,
    space,
    asOf,
    verdict: issues.some(({ severity }) => severity === 'error') ? 'blocked' : issues.length > 0 ? 'warned' : 'passed',
    contracts: ContractNameSchema.options.filter((name) => findings[name] !== undefined),
    issues,
    notes: [...notes],
    leakSuspect: issues.some(({ contract }) => contract === 'model.leak'),
  };
}

/** One line for a run's error: every blocking issue with its contract, and its code where it has one. */
export function describeBlock({ issues }: GuardrailReport): string {
  return issues
    .filter(({ severity }) => severity === 'error')
    .map(({ contract, code, message }) => `${contract}${code === undefined ? '' : ` (${code})`}: ${message}`)
    .join('; ');
}

function asIssue(finding: Finding, space: GuardrailReport['space']): Issue {
  const blocks = space === 'official' || ALWAYS_BLOCKS.has(finding.contract);
  return { ...finding, severity: finding.severity ?? (blocks ? 'error' : 'warning') };
}
