import type { DefinitionTest } from '@optaic/mlops/base';
import { debounceTests } from './debounce.ts';
import { filterTests } from './filter.ts';
import { hyperparameterTests } from './hyperparameters.ts';
import { monitoringTests } from './monitoring.ts';
import { trainingTests } from './training.ts';

export const tests: readonly DefinitionTest[] = [
  ...hyperparameterTests,
  ...trainingTests,
  ...filterTests,
  ...debounceTests,
  ...monitoringTests,
];
