import { type ActivityEnvelope, verifyChain } from '@optaic/mlops/activity';
import type { ApiClient, LineageGraph } from '@optaic/mlops/api';
import { type DatasetName, urn } from '@optaic/mlops/base';
import type {
  AlertRecord,
  DatasetVersionRecord,
  ModelVersionRecord,
  PitCertificate,
  RunRecord,
} from '@optaic/mlops/registry/records';
import { everyPage } from '../every-page.ts';
import { readWeeks, type Week } from '../weeks.ts';
import { DEMO_INSTANCE, type DemoTimings } from './demo-cycle.ts';
import { DEMO_DATASETS, PREDICTIONS } from './demo-datasets.ts';

type Counts = Readonly<Record<string, number>>;

/** What the demo made. Digests depend on the data, the code and the seed; on no time and no id. */
export interface DemoSummary {
  readonly seed: number;
  readonly digests: {
    readonly datasets: Readonly<Record<string, string>>;
    readonly models: Readonly<Record<string, string>>;
    readonly predictions: Readonly<Record<string, string>>;
  };
  /** By `kind`, then by status. */
  readonly runs: Readonly<Record<string, Counts>>;
  readonly versions: readonly Pick<ModelVersionRecord, 'version' | 'stage' | 'trainedAsOf' | 'metrics'>[];
  readonly guardrails: Readonly<Record<string, string>>;
  /** What the guardrails of the newest version say beside their verdict. */
  readonly notes: readonly string[];
  /** By the URN of the version that was audited. */
  readonly certificates: Readonly<Record<string, Omit<PitCertificate, 'runId' | 'auditRunId' | 'auditedAt'>>>;
  readonly weeks: readonly Week[];
  readonly alerts: readonly Pick<
    AlertRecord,
    'rule' | 'status' | 'severity' | 'openedAsOf' | 'resolvedAsOf' | 'value'
  >[];
  readonly retrainings: readonly { readonly asOf: string; readonly alertOpened: string }[];
  readonly activities: {
    readonly total: number;
    readonly byAction: Counts;
    /** One chain a resource. */
    readonly chains: number;
    readonly brokenChains: readonly string[];
  };
  readonly lineage: {
    readonly predictionVersions: number;
    /** Those that lead to their model version, its definition and every dataset version they were made from. */
    readonly complete: number;
    readonly nodes: number;
    readonly edges: number;
  };
  readonly timings: DemoTimings;
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Counts {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

const instance = { instance: DEMO_INSTANCE };
const PAGE = { limit: 200 };

export async function readActivities(client: ApiClient): Promise<ActivityEnvelope[]> {
  return everyPage((nextToken) => client.call('listActivities', { query: { ...PAGE, nextToken } }));
}

async function readRuns(client: ApiClient, activities: readonly ActivityEnvelope[]): Promise<RunRecord[]> {
  const ids = new Set(activities.flatMap(({ resource }) => (resource.startsWith('run:') ? [resource.slice(4)] : [])));
  const runs: RunRecord[] = [];
  // The kinds of run without an instance have no list of their own: each is read by the id its activities name.
  for (const kind of ['listTrainingRuns', 'listInferenceRuns', 'listMonitoringRuns'] as const) {
    runs.push(
      ...(await everyPage((nextToken) => client.call(kind, { parameters: instance, query: { ...PAGE, nextToken } }))),
    );
  }
  for (const run of runs) ids.delete(run.id);
  for (const id of ids) runs.push(await client.call('getRun', { parameters: { run: id } }));
  return runs;
}

async function versionsOf(client: ApiClient, dataset: DatasetName): Promise<DatasetVersionRecord[]> {
  return everyPage((nextToken) =>
    client.call('listDatasetVersions', { parameters: { name: dataset }, query: { ...PAGE, nextToken } }),
  );
}

function leadsToItsOrigins({ nodes }: LineageGraph): boolean {
  const has = (prefix: string) => nodes.some((node) => node.urn.startsWith(prefix));
  return has('model:') && has('definition:') && has('dataset:price_features@') && has('dataset:us_large_cap_prices@');
}

function verifyAll(activities: readonly ActivityEnvelope[]): { chains: number; brokenChains: string[] } {
  const logs = Map.groupBy(activities, ({ resource }) => resource);
  const broken = [...logs].filter(
    ([, log]) => verifyChain(log.toSorted((a, b) => a.sequence - b.sequence)) !== undefined,
  );
  return { chains: logs.size, brokenChains: broken.map(([resource]) => resource) };
}

async function traceAll(client: ApiClient, versions: readonly DatasetVersionRecord[]): Promise<DemoSummary['lineage']> {
  const nodes = new Set<string>();
  const edges = new Set<string>();
  let complete = 0;
  for (const { name, version } of versions) {
    const graph = await client.call('traceLineage', {
      parameters: { urn: urn.dataset(name, version) },
      query: { direction: 'upstream', depth: 10 },
    });
    if (leadsToItsOrigins(graph)) complete++;
    for (const node of graph.nodes) nodes.add(node.urn);
    for (const edge of graph.edges) edges.add(`${edge.from} ${edge.kind} ${edge.to}`);
  }
  return { predictionVersions: versions.length, complete, nodes: nodes.size, edges: edges.size };
}

function certificatesOf(
  versions: readonly ModelVersionRecord[],
  predictions: readonly DatasetVersionRecord[],
): DemoSummary['certificates'] {
  const certified = [
    ...versions.map((version) => ({ ...version, subject: urn.model(DEMO_INSTANCE, version.version) })),
    ...predictions.map((version) => ({ ...version, subject: urn.dataset(version.name, version.version) })),
  ];
  return Object.fromEntries(
    certified.flatMap(({ subject, certificate }) => {
      if (certificate === undefined) return [];
      const { runId: _run, auditRunId: _audit, auditedAt: _at, ...evidence } = certificate;
      return [[subject, evidence]];
    }),
  );
}

/** Reads back, through the API alone, what the demo cycle left. */
export async function summariseDemo(client: ApiClient, seed: number, timings: DemoTimings): Promise<DemoSummary> {
  const activities = await readActivities(client);
  const runs = await readRuns(client, activities);
  const versions = (
    await everyPage((nextToken) =>
      client.call('listModelVersions', { parameters: instance, query: { ...PAGE, nextToken } }),
    )
  ).toSorted((a, b) => a.version - b.version);
  const weeks = await readWeeks(client, DEMO_INSTANCE);
  const alerts = await everyPage((nextToken) =>
    client.call('listAlerts', { parameters: instance, query: { ...PAGE, nextToken } }),
  );
  const datasets: Record<string, string> = {};
  for (const { name } of DEMO_DATASETS) {
    for (const version of await versionsOf(client, name))
      datasets[`${name}@${version.version}`] = version.contentDigest;
  }
  const published = await versionsOf(client, PREDICTIONS);
  for (const version of published) datasets[`${version.name}@${version.version}`] = version.contentDigest;
  const retrainings = runs.flatMap(({ kind, cause, asOf }) => {
    if (kind !== 'training' || cause.kind !== 'alert') return [];
    return [{ asOf, alertOpened: alerts.find(({ id }) => id === cause.alertId)?.openedAsOf ?? 'unknown' }];
  });
  const kinds = [...new Set(runs.map(({ kind }) => kind))].toSorted();
  return {
    seed,
    digests: {
      datasets,
      models: Object.fromEntries(
        versions.map(({ version, onnxSha256 }) => [`${DEMO_INSTANCE}@${version}`, onnxSha256]),
      ),
      predictions: Object.fromEntries(weeks.map(({ date, predictionDigest }) => [date, predictionDigest])),
    },
    runs: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        countBy(
          runs.filter((run) => run.kind === kind),
          ({ status }) => status,
        ),
      ]),
    ),
    versions: versions.map(({ version, stage, trainedAsOf, metrics }) => ({ version, stage, trainedAsOf, metrics })),
    guardrails: Object.fromEntries(versions.map(({ version, guardrails }) => [String(version), guardrails.verdict])),
    certificates: certificatesOf(versions, published),
    notes: versions.at(-1)?.guardrails.notes ?? [],
    weeks,
    alerts: alerts.map(({ rule, status, severity, openedAsOf, resolvedAsOf, value }) => ({
      rule,
      status,
      severity,
      openedAsOf,
      resolvedAsOf,
      value,
    })),
    retrainings,
    activities: {
      total: activities.length,
      byAction: countBy(activities, ({ action }) => action),
      ...verifyAll(activities),
    },
    lineage: await traceAll(client, published),
    timings,
  };
}
