import type { DefinitionTest } from '@optaic/mlops/base';
import { hyperparameterTests } from './hyperparameters.ts';
import { judgementTests } from './judgement.ts';
import { permutationTests } from './permutation.ts';
import { publishedTests } from './published.ts';

export const tests: readonly DefinitionTest[] = [
  ...hyperparameterTests,
  ...permutationTests,
  ...judgementTests,
  ...publishedTests,
];
