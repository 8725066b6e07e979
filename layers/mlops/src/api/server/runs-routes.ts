import { InvalidInputError } from '@optaic/mlops/base';
import { type MonitoringReport, MonitoringReportSchema } from '@optaic/mlops/monitoring';
import type { ObjectStore } from '@optaic/mlops/pipeline/object-store';
import type { Page, Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import type { CreateInstanceSchema } from '../contracts.ts';
import { createBacktest } from './backtest-instance.ts';
import { guardrailReportOf } from './guardrail-report-of.ts';
import { backtestOf, listTrials } from './list-trials.ts';
import { pageRequest } from './page-request.ts';
import type { RouteHandlers, RouteRequest } from './router.ts';
import { requestInstanceRun, requestPitAudit } from './run-request.ts';
import { writeContextOf } from './write-context.ts';

export interface RunsServices {
  readonly registry: Registry;
  readonly artifacts: ObjectStore;
}

const ReportedRunSchema = z.looseObject({ reportKey: z.string() });

/** Everything the instance names must exist, so that its first run does not fail on a name. */
async function requireReferences(registry: Registry, body: z.output<typeof CreateInstanceSchema>): Promise<void> {
  const names = new Set([...body.trainingDatasets, body.labelDataset, ...body.inferenceDatasets, body.universe]);
  for (const name of names) await registry.datasets.getDataset(name);
  const label = await registry.datasets.getDataset(body.labelDataset);
  const hasTarget = label.schema.columns.some(
    ({ name, role }) => role === 'value' && name === body.config.targetColumn,
  );
  if (!hasTarget) {
    throw new InvalidInputError(
      'instance.unknown_target',
      `targetColumn "${body.config.targetColumn}" is no value column of dataset ${body.labelDataset}`,
    );
  }
  await requireFeatures(registry, body);
}

async function requireFeatures(registry: Registry, body: z.output<typeof CreateInstanceSchema>): Promise<void> {
  const { featureColumns } = body.config;
  if (featureColumns === undefined) return;
  const known = new Set<string>();
  for (const name of body.trainingDatasets) {
    const { schema } = await registry.datasets.getDataset(name);
    for (const column of schema.columns) {
      if (column.role === 'value') known.add(column.name).add(`${name}.${column.name}`);
    }
  }
  const unknown = featureColumns.filter((column) => !known.has(column));
  if (unknown.length > 0) {
    throw new InvalidInputError(
      'instance.unknown_feature',
      `featureColumns [${unknown.join(', ')}] are in none of the datasets [${body.trainingDatasets.join(', ')}]`,
    );
  }
}

/** Instances, their runs, and what monitoring says of them. */
export function runsRoutes({ registry, artifacts }: RunsServices): RouteHandlers<'api-runs'> {
  const { instances, runs, alerts } = registry;

  async function listRuns(
    kind: 'training' | 'inference' | 'monitoring' | 'evaluation',
    { parameters, query }: Pick<RouteRequest<'listTrainingRuns'>, 'parameters' | 'query'>,
  ) {
    await instances.getInstance(parameters.instance);
    return runs.listRuns({ instanceId: parameters.instance, kind }, pageRequest(query));
  }

  async function listReports({
    parameters,
    query,
  }: Pick<RouteRequest<'listDriftReports'>, 'parameters' | 'query'>): Promise<Page<MonitoringReport>> {
    await instances.getInstance(parameters.instance);
    const page = await runs.listRuns(
      { instanceId: parameters.instance, kind: 'monitoring', status: 'completed' },
      pageRequest(query),
    );
    const keys = page.items.map(({ result }) => ReportedRunSchema.parse(result).reportKey);
    const items = await Promise.all(keys.map((key) => artifacts.readJson(key, MonitoringReportSchema)));
    return { ...page, items };
  }

  return {
    createInstance: async ({ body, caller, ...origin }) => {
      const definition = await registry.definitions.getDefinition(body.definition.name, body.definition.version);
      if (!definition.usable) {
        throw new InvalidInputError(
          'definition.unusable',
          `definition ${definition.name}@${definition.version} cannot be used: ${definition.problems.join('; ')}`,
        );
      }
      await requireReferences(registry, body);
      const { name, version, digest } = definition;
      return instances.createInstance(
        { ...body, owner: caller.subject, definition: { name, version, digest } },
        writeContextOf({ caller, ...origin }),
      );
    },
    listInstances: ({ query }) => instances.listInstances(pageRequest(query)),
    getInstance: ({ parameters }) => instances.getInstance(parameters.instance),
    startTraining: ({ parameters, body, ...origin }) =>
      requestInstanceRun(registry, 'training', parameters.instance, body, writeContextOf(origin)),
    importModelVersion: ({ parameters, body: { asOf, clock, ...file }, ...origin }) =>
      requestInstanceRun(
        registry,
        'training',
        parameters.instance,
        { asOf, clock, import: file },
        writeContextOf(origin),
      ),
    startInference: ({ parameters, body, ...origin }) =>
      requestInstanceRun(registry, 'inference', parameters.instance, body, writeContextOf(origin)),
    startMonitoring: ({ parameters, body, ...origin }) =>
      requestInstanceRun(registry, 'monitoring', parameters.instance, body, writeContextOf(origin)),
    listTrainingRuns: (request) => listRuns('training', request),
    listInferenceRuns: (request) => listRuns('inference', request),
    listMonitoringRuns: (request) => listRuns('monitoring', request),
    listDriftReports: async (request) => {
      const { items, ...page } = await listReports(request);
      return { ...page, items: items.map(({ performance: _performance, sources: _sources, ...report }) => report) };
    },
    listPerformanceReports: async (request) => {
      const { items, ...page } = await listReports(request);
      return { ...page, items: items.map(({ drift: _drift, sources: _sources, ...report }) => report) };
    },
    listAlerts: async ({ parameters, query }) => {
      await instances.getInstance(parameters.instance);
      return alerts.listAlerts(parameters.instance, pageRequest(query));
    },
    startPitAudit: async ({ parameters, body, ...origin }) =>
      requestPitAudit(registry, await runs.getRun(parameters.run), body, writeContextOf(origin)),
    createBacktest: ({ parameters, body, ...origin }) =>
      createBacktest(registry, parameters.instance, body, writeContextOf(origin)),
    startBacktestEvaluation: ({ parameters, body, ...origin }) =>
      requestInstanceRun(
        registry,
        'evaluation',
        parameters.instance,
        { ...body, clock: 'simulated' },
        writeContextOf(origin),
      ),
    listEvaluationRuns: (request) => listRuns('evaluation', request),
    listTrials: async ({ parameters, query }) =>
      listTrials(await instances.getInstance(parameters.instance), pageRequest(query), { registry, artifacts }),
    getBacktest: async ({ parameters }) => backtestOf(await runs.getRun(parameters.run), { registry, artifacts }),
    getRun: ({ parameters }) => runs.getRun(parameters.run),
    getGuardrailReport: async ({ parameters }) => guardrailReportOf(await runs.getRun(parameters.run), artifacts),
  };
}
