import type { ObjectAccess } from './constructs/object-bucket.ts';
import type { NativeLayerName } from './native-layers.ts';

export type DataPrefix = 'uploads' | 'datasets' | 'exports';
export type ArtifactPrefix = 'definitions' | 'models' | 'runs';

/** What a function is given: its size, its native layers and what its role may touch. Nothing else grants anything. */
export interface FunctionSpec {
  readonly memorySizeMiB: number;
  readonly timeoutSeconds: number;
  readonly layers?: readonly NativeLayerName[];
  /** Reads registry and activities, and writes both in one transaction. @default false */
  readonly ledger?: boolean;
  /** Writes parameters and metrics as they come. @default false */
  readonly tracking?: boolean;
  readonly data?: ObjectAccess<DataPrefix>;
  readonly artifacts?: ObjectAccess<ArtifactPrefix>;
}

const RUNS: ObjectAccess<ArtifactPrefix> = { get: ['runs'], put: ['runs'] };

/** Stages of the machines, in the order they run. */
const STAGES = {
  'ingest-plan': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true, artifacts: RUNS },
  'ingest-validate': {
    memorySizeMiB: 2048,
    timeoutSeconds: 600,
    layers: ['duckdb'],
    ledger: true,
    data: { get: ['uploads', 'datasets'] },
    artifacts: RUNS,
  },
  'ingest-convert': {
    memorySizeMiB: 3008,
    timeoutSeconds: 900,
    layers: ['duckdb'],
    data: { get: ['uploads', 'datasets'], put: ['datasets'] },
    artifacts: RUNS,
  },
  'ingest-commit': {
    memorySizeMiB: 2048,
    timeoutSeconds: 300,
    layers: ['duckdb'],
    ledger: true,
    data: { get: ['datasets'], put: ['datasets'] },
    artifacts: { get: ['runs'] },
  },

  'training-plan': {
    memorySizeMiB: 1024,
    timeoutSeconds: 60,
    ledger: true,
    data: { get: ['datasets', 'uploads'] },
    artifacts: { get: ['definitions', 'runs'], put: ['runs'] },
  },
  'training-prepare': {
    memorySizeMiB: 3008,
    timeoutSeconds: 900,
    layers: ['duckdb'],
    data: { get: ['datasets'] },
    artifacts: RUNS,
  },
  'training-fit': {
    memorySizeMiB: 3008,
    timeoutSeconds: 900,
    layers: ['duckdb'],
    tracking: true,
    artifacts: { get: ['definitions', 'runs', 'models'], put: ['runs', 'models'] },
  },
  'training-evaluate': {
    memorySizeMiB: 3008,
    timeoutSeconds: 900,
    layers: ['duckdb', 'onnxruntime'],
    tracking: true,
    artifacts: { get: ['definitions', 'runs', 'models'], put: ['runs'] },
  },
  'training-check-leaks': {
    memorySizeMiB: 3008,
    timeoutSeconds: 900,
    layers: ['duckdb', 'onnxruntime'],
    artifacts: { get: ['definitions', 'runs', 'models'], put: ['runs'] },
  },
  'training-audit': {
    memorySizeMiB: 3008,
    timeoutSeconds: 900,
    layers: ['duckdb'],
    data: { get: ['datasets'] },
    artifacts: { get: ['definitions', 'runs', 'models'], put: ['runs'] },
  },
  'training-guard': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true, artifacts: RUNS },
  'training-register': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true, artifacts: { get: ['runs'] } },
  'training-promote': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true, artifacts: { get: ['runs'] } },

  'inference-plan': {
    memorySizeMiB: 512,
    timeoutSeconds: 60,
    ledger: true,
    data: { get: ['datasets'] },
    artifacts: RUNS,
  },
  'inference-predict': {
    memorySizeMiB: 3008,
    timeoutSeconds: 600,
    layers: ['duckdb', 'onnxruntime'],
    data: { get: ['datasets'] },
    artifacts: { get: ['definitions', 'models', 'runs'], put: ['runs'] },
  },
  'inference-guard': {
    memorySizeMiB: 1024,
    timeoutSeconds: 60,
    layers: ['duckdb'],
    ledger: true,
    artifacts: RUNS,
  },
  'inference-publish': {
    memorySizeMiB: 1024,
    timeoutSeconds: 300,
    layers: ['duckdb'],
    ledger: true,
    data: { get: ['datasets'], put: ['datasets'] },
    artifacts: RUNS,
  },

  'monitoring-plan': {
    memorySizeMiB: 512,
    timeoutSeconds: 60,
    ledger: true,
    data: { get: ['datasets'] },
    artifacts: { get: ['definitions', 'runs'], put: ['runs'] },
  },
  'monitoring-profile': {
    memorySizeMiB: 3008,
    timeoutSeconds: 600,
    layers: ['duckdb'],
    data: { get: ['datasets'] },
    artifacts: RUNS,
  },
  'monitoring-check-drift': { memorySizeMiB: 1024, timeoutSeconds: 300, layers: ['duckdb'], artifacts: RUNS },
  'monitoring-check-performance': {
    memorySizeMiB: 2048,
    timeoutSeconds: 300,
    layers: ['duckdb'],
    data: { get: ['datasets'] },
    artifacts: RUNS,
  },
  'monitoring-report': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true, artifacts: RUNS },
  'monitoring-alert': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true, artifacts: RUNS },

  'pit-audit-plan': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true, artifacts: RUNS },
  'pit-audit-repeat': {
    memorySizeMiB: 3008,
    timeoutSeconds: 900,
    layers: ['duckdb', 'onnxruntime'],
    data: { get: ['datasets'] },
    artifacts: { get: ['definitions', 'models', 'runs'], put: ['runs'] },
  },
  'pit-audit-certify': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true, artifacts: { get: ['runs'] } },

  'backtest-plan': {
    memorySizeMiB: 512,
    timeoutSeconds: 60,
    ledger: true,
    data: { get: ['datasets'] },
    artifacts: { get: ['definitions', 'runs'], put: ['runs'] },
  },
  'backtest-monitor': {
    memorySizeMiB: 3008,
    timeoutSeconds: 600,
    layers: ['duckdb'],
    data: { get: ['datasets'] },
    artifacts: RUNS,
  },
  'backtest-evaluate': {
    memorySizeMiB: 2048,
    timeoutSeconds: 300,
    layers: ['duckdb'],
    data: { get: ['datasets'] },
    artifacts: RUNS,
  },
  'backtest-record': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true, artifacts: { get: ['runs'] } },

  'run-complete': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true },
  'run-fail': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true },
} as const satisfies Record<string, FunctionSpec>;

/** What starts runs, closes them and carries what happened. */
const REACTIONS = {
  'activity-relay': { memorySizeMiB: 512, timeoutSeconds: 60 },
  'run-reconcile': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true },
  'schedule-start': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true },
  'retrain-on-alert': { memorySizeMiB: 512, timeoutSeconds: 60, ledger: true },
} as const satisfies Record<string, FunctionSpec>;

/** Handlers of custom resources: called by CloudFormation while the stack deploys. */
const DEPLOYMENTS = {
  'definition-register': {
    memorySizeMiB: 2048,
    timeoutSeconds: 300,
    ledger: true,
    artifacts: { get: ['definitions'], put: ['definitions'] },
  },
  'site-publish': { memorySizeMiB: 512, timeoutSeconds: 60 },
} as const satisfies Record<string, FunctionSpec>;

/** Timeouts stay under the 30 s after which API Gateway hangs up. */
const API = {
  'api-data': {
    memorySizeMiB: 2048,
    timeoutSeconds: 29,
    layers: ['duckdb'],
    ledger: true,
    data: { get: ['datasets', 'exports'], put: ['uploads', 'exports'] },
  },
  'api-runs': { memorySizeMiB: 512, timeoutSeconds: 29, ledger: true, artifacts: { get: ['runs'] } },
  'api-registry': { memorySizeMiB: 512, timeoutSeconds: 29, ledger: true, artifacts: { get: ['runs'] } },
} as const satisfies Record<string, FunctionSpec>;

export type StageName = keyof typeof STAGES;
export type ApiFunctionName = keyof typeof API;
export type FunctionName = StageName | keyof typeof REACTIONS | keyof typeof DEPLOYMENTS | ApiFunctionName;

/** Every function of the app; the name is its folder in `functions/`. */
export const FUNCTIONS: Readonly<Record<FunctionName, FunctionSpec>> = {
  ...STAGES,
  ...REACTIONS,
  ...DEPLOYMENTS,
  ...API,
};

/** The functions each machine's definition names, by `${<camelCase>FunctionArn}`. */
export const PIPELINE_STAGES = {
  ingest: ['ingest-plan', 'ingest-validate', 'ingest-convert', 'ingest-commit', 'run-fail'],
  training: [
    'training-plan',
    'training-prepare',
    'training-fit',
    'training-evaluate',
    'training-check-leaks',
    'training-audit',
    'training-guard',
    'training-register',
    'training-promote',
    'run-complete',
    'run-fail',
  ],
  inference: [
    'inference-plan',
    'inference-predict',
    'inference-guard',
    'inference-publish',
    'run-complete',
    'run-fail',
  ],
  monitoring: [
    'monitoring-plan',
    'monitoring-profile',
    'monitoring-check-drift',
    'monitoring-check-performance',
    'monitoring-report',
    'monitoring-alert',
    'run-complete',
    'run-fail',
  ],
  'pit-audit': ['pit-audit-plan', 'pit-audit-repeat', 'pit-audit-certify', 'run-complete', 'run-fail'],
  backtest: ['backtest-plan', 'backtest-monitor', 'backtest-evaluate', 'backtest-record', 'run-complete', 'run-fail'],
} as const satisfies Record<string, readonly StageName[]>;
export type PipelineName = keyof typeof PIPELINE_STAGES;

/** `training-plan` is `${trainingPlanFunctionArn}` in a machine's definition. */
export function functionArnPlaceholder(name: FunctionName): string {
  return `${name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())}FunctionArn`;
}

/** `training-plan` is the construct `TrainingPlan`. */
export function constructId(name: FunctionName): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
