import type { DefinitionTest } from '@optaic/mlops/base';
import { hyperparametersTests } from './hyperparameters.ts';
import { monitoringTests } from './monitoring.ts';
import { roundTests } from './rounds.ts';
import { signalTests } from './signal.ts';
import { trainingTests } from './training.ts';

/** Run by Vitest in the repository and by the registrar at every deployment. */
export const tests: readonly DefinitionTest[] = [
  ...hyperparametersTests,
  ...trainingTests,
  ...roundTests,
  ...signalTests,
  ...monitoringTests,
];
