import { join } from 'node:path';
import { checkPurity } from './checks/purity.ts';
import { runInSandbox } from './checks/sandbox.ts';
import { checkStructure } from './checks/structure.ts';
import { checkLint, checkTypes, checkVitest } from './checks/tools.ts';
import type { CheckResult, DefinitionReport } from './definition-report.ts';

export interface CheckRequest {
  readonly name: string;
  /** Has `model-defs/`, the settings of compiler and linter, and `node_modules/`. */
  readonly root: string;
}

/** Looks at everything that a definition has to keep; what cannot be looked at, since it does not load, is skipped. */
export async function checkModelDefinition({ name, root }: CheckRequest): Promise<DefinitionReport> {
  const folder = join(root, 'model-defs', name);
  const structure = checkStructure(folder, name);
  if (structure.some((problem) => problem.startsWith('index.ts'))) {
    return { name, results: [{ check: 'structure', problems: structure }, ...skipped], tests: 0, failedTests: 0 };
  }
  const { interfaceProblems, tests = [], ...identity } = await runInSandbox(join(folder, 'index.ts'), name);
  const failed = tests.filter(({ passed }) => !passed);
  const testProblems = [
    ...failed.map((test) => `"${test.name}" failed: ${test.message}`),
    ...checkVitest(root, folder),
  ];
  return {
    name,
    ...identity,
    results: [
      { check: 'structure', problems: structure },
      { check: 'purity', problems: await checkPurity(folder) },
      { check: 'interface', problems: interfaceProblems },
      {
        check: 'tests',
        problems: interfaceProblems.length > 0 ? [] : testProblems,
        ...(interfaceProblems.length > 0 ? { skipped: true as const } : {}),
      },
      { check: 'types', problems: checkTypes(root, folder) },
      { check: 'lint', problems: checkLint(root, folder) },
    ],
    tests: tests.length,
    failedTests: failed.length,
  };
}

const skipped: readonly CheckResult[] = (['purity', 'interface', 'tests', 'types', 'lint'] as const).map((check) => ({
  check,
  problems: [],
  skipped: true,
}));
