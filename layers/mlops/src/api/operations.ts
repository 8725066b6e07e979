import { DATA_OPERATIONS } from './data-operations.ts';
import { IMPORT_OPERATIONS } from './import-operations.ts';
import { REGISTRY_OPERATIONS } from './registry-operations.ts';
import { RUNS_OPERATIONS } from './runs-operations.ts';

/** Everything the API does. Routes, OpenAPI, the client's types and the CLI are derived from this table. */
export const OPERATIONS = { ...DATA_OPERATIONS, ...RUNS_OPERATIONS, ...IMPORT_OPERATIONS, ...REGISTRY_OPERATIONS };

export type OperationId = keyof typeof OPERATIONS;
