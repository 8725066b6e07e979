import { type CalendarDate, type DatasetName, type Panel, parseAsOf } from '@optaic/mlops/base';
import { buildFrame } from './build-frame.ts';
import { buildFrameFile, type FrameFile, type FrameFileTarget } from './build-frame-file.ts';
import type { ColumnarTable } from './columnar-table.ts';
import { type DatasetStore, type DatasetWrite, parseDatasetRef, type StoredDataset } from './dataset-store.ts';
import type { DuckDb } from './duckdb.ts';
import type { AnyFrameRequest } from './frame-request.ts';
import type { Frame, TimedPanel } from './frame-rows.ts';
import { readAsOf } from './read-as-of.ts';
import { selectFeatures } from './select-features.ts';
import { tradingDays } from './trading-days.ts';

/** The rows of a dataset version as of a time. */
export interface LoadedDataset extends ColumnarTable {
  readonly name: string;
  /** The version that was read: what to write down, so that the read can be repeated. */
  readonly version: number;
}

/** A frame by the names of its datasets: `prices` is the newest version, `prices@3` the third. */
export interface NamedFrameRequest {
  readonly decisions: readonly CalendarDate[];
  /** Columns absent: every number column but the label's. */
  readonly features: readonly { readonly dataset: string; readonly columns?: readonly string[] }[];
  /** Trading days before a decision at whose end its features are read. @default 1 */
  readonly featureLag?: number;
  /** The trading days, or the dataset whose days they are. */
  readonly calendar: readonly CalendarDate[] | string;
  /** A date means the end of that day, UTC. */
  readonly asOf: string;
  readonly universe: string;
}

export interface NamedLabels {
  readonly labels: { readonly dataset: string; readonly column: string };
}

/** A frame and the dataset versions that it was made from. */
export type NamedFrame<P extends Panel> = Frame<P> & { readonly versions: readonly StoredDataset[] };

export interface Datasets {
  /**
   * Reads a dataset as of a time: rows known by then, the latest revision of each, sorted by (entity, event time).
   *
   * @param reference - `prices` or `prices@3`.
   * @param options.asOf - An instant, or a date: the end of that day, UTC. There is no read without it.
   * @throws {NotFoundError} `dataset.not_found`, `dataset.version_not_found`, `dataset.not_known_yet`.
   */
  loadDataset(reference: string, options: { readonly asOf: string }): Promise<LoadedDataset>;
  /** Makes rows the next version of a dataset; see {@link DatasetStore.write} for what it refuses. */
  writeDataset(
    write: Omit<DatasetWrite, 'name' | 'knowledgeAsOf'> & { readonly name: string; readonly knowledgeAsOf: string },
  ): Promise<{ readonly name: string; readonly version: number }>;
  /** Joins datasets to decisions by the rule of a point in time; throws as `buildFrame`. */
  buildFrame(request: NamedFrameRequest & NamedLabels): Promise<NamedFrame<TimedPanel>>;
  buildFrame(request: NamedFrameRequest & { labels?: never }): Promise<NamedFrame<Panel>>;
  /** The same, into a file, for frames that are larger than memory. */
  buildFrameFile(request: NamedFrameRequest & Partial<NamedLabels>, target: FrameFileTarget): Promise<FrameFile>;
}

/** Datasets by name, from wherever they are kept: a folder ({@link datasetFolder}), or the registry and its bucket. */
export function openDatasets({ db, store }: { db: DuckDb; store: DatasetStore }): Datasets {
  const resolve = (reference: string) => store.resolve(parseDatasetRef(reference));
  const resolved = (request: NamedFrameRequest & Partial<NamedLabels>) => resolveFrame(db, request, resolve);

  async function build(request: NamedFrameRequest & NamedLabels): Promise<NamedFrame<TimedPanel>>;
  async function build(request: NamedFrameRequest & { labels?: never }): Promise<NamedFrame<Panel>>;
  async function build(request: NamedFrameRequest & Partial<NamedLabels>): Promise<NamedFrame<Panel | TimedPanel>> {
    const { versions, ...asked } = await resolved(request);
    return { ...(await buildFrame(db, asked)), versions };
  }

  return {
    loadDataset: async (reference, { asOf }) => {
      const dataset = await resolve(reference);
      const table = await readAsOf(db, { ...dataset, asOf: parseAsOf(asOf) });
      return { ...table, name: dataset.name, version: dataset.version };
    },
    writeDataset: async ({ name, knowledgeAsOf, ...write }) => {
      const parsed: DatasetName = parseDatasetRef(name).name;
      const { version } = await store.write({ ...write, name: parsed, knowledgeAsOf: parseAsOf(knowledgeAsOf) });
      return { name: parsed, version };
    },
    buildFrame: build,
    buildFrameFile: async (request, target) => {
      const { versions: _, ...asked } = await resolved(request);
      return buildFrameFile(db, asked, target);
    },
  };
}

/** Every name is resolved once, so that one frame never reads two versions of a dataset by the same name. */
async function resolveFrame(
  db: DuckDb,
  {
    decisions,
    features,
    featureLag = 1,
    calendar,
    asOf: asOfText,
    universe,
    labels,
  }: NamedFrameRequest & Partial<NamedLabels>,
  resolve: (reference: string) => Promise<StoredDataset>,
): Promise<AnyFrameRequest & { versions: readonly StoredDataset[] }> {
  const asOf = parseAsOf(asOfText);
  const found = new Map<string, StoredDataset>();
  const once = async (reference: string) => {
    const dataset = found.get(reference) ?? (await resolve(reference));
    found.set(reference, dataset);
    return dataset;
  };
  const sources = [];
  for (const { dataset, columns } of features) {
    const files = await once(dataset);
    const target = { featureColumns: columns, targetColumn: labels?.dataset === dataset ? labels.column : '' };
    sources.push(...selectFeatures([files], target));
  }
  return {
    decisions,
    features: sources,
    featureLag,
    asOf,
    calendar: typeof calendar === 'string' ? await tradingDays(db, { ...(await once(calendar)), asOf }) : calendar,
    universe: await once(universe),
    ...(labels === undefined ? {} : { labels: { ...(await once(labels.dataset)), column: labels.column } }),
    versions: [...found.values()],
  };
}
