/** What `def:check` looks at, in this order. */
export const CHECKS = ['structure', 'purity', 'interface', 'tests', 'types', 'lint'] as const;
export type CheckName = (typeof CHECKS)[number];

export interface CheckResult {
  readonly check: CheckName;
  /** Empty when it passed. */
  readonly problems: readonly string[];
  /** Set where it could not be looked at, because of an earlier check's problems. */
  readonly skipped?: true;
}

export interface DefinitionReport {
  /** Of the folder. */
  readonly name: string;
  /** As the definition says; absent where it does not load. */
  readonly version?: string;
  /** SHA-256 of its bundle; absent where it does not bundle. */
  readonly digest?: string;
  readonly results: readonly CheckResult[];
  /** Tests of the definition itself, as the registrar runs them. */
  readonly tests: number;
  readonly failedTests: number;
}

export function isSound({ results }: DefinitionReport): boolean {
  return results.every(({ problems, skipped }) => problems.length === 0 && skipped === undefined);
}

/** Every problem with its check, in words. */
export function problemsOf({ results }: DefinitionReport): string[] {
  return results.flatMap(({ check, problems }) => problems.map((problem) => `${check}: ${problem}`));
}

/** A table of definitions by checks, then what is wrong with each. */
export function formatReports(reports: readonly DefinitionReport[]): string {
  const titles = reports.map(({ name, version = '?' }) => `${name}@${version}`);
  const width = Math.max('definition'.length, ...titles.map(({ length }) => length));
  const cell = ({ problems, skipped }: CheckResult) => (skipped ? '-' : problems.length === 0 ? 'ok' : 'FAILED');
  const lines = [
    ['definition'.padEnd(width), ...CHECKS.map((check) => check.padEnd(9))],
    ...reports.map(({ results }, index) => [
      titles[index].padEnd(width),
      ...CHECKS.map((check) => {
        const result = results.find((candidate) => candidate.check === check);
        return (result === undefined ? '-' : cell(result)).padEnd(9);
      }),
    ]),
  ].map((row) => row.join('  ').trimEnd());
  const wrong = reports.flatMap((report) => {
    const problems = problemsOf(report);
    return problems.length === 0 ? [] : ['', report.name, ...problems.map((problem) => `  ${problem}`)];
  });
  return [...lines, ...wrong].join('\n');
}
