import type { DefinitionTest } from '@optaic/mlops/base';
import { importTests } from './import.ts';
import { monitoringTests } from './monitoring.ts';
import { predictionTests } from './prediction.ts';

/** Run by Vitest in the repository and by the registrar at every deployment. */
export const tests: readonly DefinitionTest[] = [...importTests, ...predictionTests, ...monitoringTests];
