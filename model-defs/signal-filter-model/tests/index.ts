import type { DefinitionTest } from '@optaic/mlops/base';
import { filterTests } from './filter.ts';
import { hyperparameterTests } from './hyperparameters.ts';
import { predictionTests } from './prediction.ts';
import { shapingTests } from './shaping.ts';

export const tests: readonly DefinitionTest[] = [
  ...hyperparameterTests,
  ...shapingTests,
  ...filterTests,
  ...predictionTests,
];
