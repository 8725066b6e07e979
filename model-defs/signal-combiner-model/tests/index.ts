import type { DefinitionTest } from '@optaic/mlops/base';
import { hyperparameterTests } from './hyperparameters.ts';
import { predictionTests } from './prediction.ts';
import { weightTests } from './weights.ts';

export const tests: readonly DefinitionTest[] = [...hyperparameterTests, ...weightTests, ...predictionTests];
