import type { ApiFunctionName } from './functions.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** With `{name}` for path parameters, as API Gateway writes them. */
  readonly path: string;
  readonly function: ApiFunctionName;
  /** Answers without a token. @default false */
  readonly open?: boolean;
}

const INSTANCE = '/v1/instances/{instance}';
const VERSION = `${INSTANCE}/versions/{version}`;

/** Every route of the API. A test holds it equal to the API's own list, which infrastructure may not import. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/health', function: 'api-registry', open: true },
  { method: 'GET', path: '/v1/openapi.json', function: 'api-registry', open: true },

  { method: 'POST', path: '/v1/datasets', function: 'api-data' },
  { method: 'GET', path: '/v1/datasets', function: 'api-data' },
  { method: 'GET', path: '/v1/datasets/{name}', function: 'api-data' },
  { method: 'GET', path: '/v1/datasets/{name}/versions', function: 'api-data' },
  { method: 'GET', path: '/v1/datasets/{name}/versions/{version}/certificate', function: 'api-data' },
  { method: 'POST', path: '/v1/datasets/{name}/versions', function: 'api-data' },
  { method: 'GET', path: '/v1/datasets/{name}/versions/{version}', function: 'api-data' },
  { method: 'GET', path: '/v1/datasets/{name}/versions/{version}/diff', function: 'api-data' },
  { method: 'POST', path: '/v1/datasets/{name}/uploads', function: 'api-data' },
  { method: 'POST', path: `${INSTANCE}/model-uploads`, function: 'api-data' },
  { method: 'GET', path: '/v1/datasets/{name}/freshness', function: 'api-data' },
  { method: 'GET', path: '/v1/datasets/{name}/rows', function: 'api-data' },
  { method: 'GET', path: '/v1/datasets/{name}/trading-days', function: 'api-data' },

  { method: 'POST', path: '/v1/instances', function: 'api-runs' },
  { method: 'GET', path: '/v1/instances', function: 'api-runs' },
  { method: 'GET', path: INSTANCE, function: 'api-runs' },
  { method: 'POST', path: `${INSTANCE}/training-runs`, function: 'api-runs' },
  { method: 'GET', path: `${INSTANCE}/training-runs`, function: 'api-runs' },
  { method: 'POST', path: `${INSTANCE}/versions/import`, function: 'api-runs' },
  { method: 'POST', path: `${INSTANCE}/inference-runs`, function: 'api-runs' },
  { method: 'GET', path: `${INSTANCE}/inference-runs`, function: 'api-runs' },
  { method: 'POST', path: `${INSTANCE}/monitoring-runs`, function: 'api-runs' },
  { method: 'GET', path: `${INSTANCE}/monitoring-runs`, function: 'api-runs' },
  { method: 'POST', path: `${INSTANCE}/backtests`, function: 'api-runs' },
  { method: 'POST', path: `${INSTANCE}/evaluation-runs`, function: 'api-runs' },
  { method: 'GET', path: `${INSTANCE}/evaluation-runs`, function: 'api-runs' },
  { method: 'GET', path: `${INSTANCE}/trials`, function: 'api-runs' },
  { method: 'GET', path: `${INSTANCE}/drift-reports`, function: 'api-runs' },
  { method: 'GET', path: `${INSTANCE}/performance-reports`, function: 'api-runs' },
  { method: 'GET', path: `${INSTANCE}/alerts`, function: 'api-runs' },
  { method: 'GET', path: '/v1/runs/{run}', function: 'api-runs' },
  { method: 'GET', path: '/v1/runs/{run}/guardrails', function: 'api-runs' },
  { method: 'POST', path: '/v1/runs/{run}/pit-audit', function: 'api-runs' },
  { method: 'GET', path: '/v1/runs/{run}/backtest', function: 'api-runs' },

  { method: 'GET', path: '/v1/definitions', function: 'api-registry' },
  { method: 'GET', path: `${INSTANCE}/versions`, function: 'api-registry' },
  { method: 'GET', path: VERSION, function: 'api-registry' },
  { method: 'GET', path: `${VERSION}/certificate`, function: 'api-registry' },
  { method: 'POST', path: `${VERSION}/promote`, function: 'api-registry' },
  { method: 'POST', path: `${VERSION}/rollback`, function: 'api-registry' },
  { method: 'POST', path: `${VERSION}/reject`, function: 'api-registry' },
  { method: 'GET', path: '/v1/lineage/{urn}', function: 'api-registry' },
  { method: 'GET', path: '/v1/activities', function: 'api-registry' },
];
