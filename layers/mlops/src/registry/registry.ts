import type { ActivityDraft, ActivityEnvelope } from '@optaic/mlops/activity';
import type {
  CalendarDate,
  DatasetName,
  DefinitionName,
  InstanceId,
  Instant,
  RunId,
  SemanticVersion,
  Sha256,
  Urn,
} from '@optaic/mlops/base';
import type { LineageEdge, LineageTrace, TraceOptions } from '@optaic/mlops/lineage';
import type { WriteContext } from './ledger.ts';
import type { Page, PageRequest } from './page.ts';
import type {
  AlertRecord,
  DatasetRecord,
  DatasetReference,
  DatasetVersionRecord,
  DefinitionRecord,
  EnvironmentFingerprint,
  InstanceRecord,
  ModelVersionRecord,
  PitCertificate,
  ResearchLine,
  RunKind,
  RunRecord,
  RunStatus,
  StageTransition,
  TrialRecord,
} from './records.ts';

/**
 * What the platform knows and who changed it. Every write is one transaction with its activities, commits once per token
 * (`WriteContext`), and returns the record as it stands afterwards; `get…` throws NotFoundError `<resource>.not_found`,
 * `find…` may return undefined. A condition lost to another writer is a ConflictError.
 */
export interface Registry {
  readonly datasets: DatasetRepository;
  readonly definitions: DefinitionRepository;
  readonly instances: InstanceRepository;
  readonly runs: RunRepository;
  readonly modelVersions: ModelVersionRepository;
  readonly alerts: AlertRepository;
  readonly trials: TrialRepository;
  readonly lineage: LineageRepository;
  readonly activities: ActivityRepository;
}

export type NewDatasetVersion = Omit<DatasetVersionRecord, 'version' | 'committedAt'> & {
  /** The version this one was written on top of, 0 for none. When given, another latest version is a conflict. */
  readonly basedOn?: number;
  /** More edges of the new version, by kind: predictions name their model and inputs. `parents` become `derived_from` unless named here. */
  readonly lineage?: readonly { readonly kind: LineageEdge['kind']; readonly to: Urn }[];
};

export interface DatasetRepository {
  /** @throws {ConflictError} `dataset.exists` */
  createDataset(
    dataset: Omit<DatasetRecord, 'latestVersion' | 'createdAt'>,
    context: WriteContext,
  ): Promise<DatasetRecord>;
  findDataset(name: DatasetName): Promise<DatasetRecord | undefined>;
  getDataset(name: DatasetName): Promise<DatasetRecord>;
  listDatasets(page?: PageRequest): Promise<Page<DatasetRecord>>;
  /**
   * Assigns the next version. Emits `dataset.version_committed`, or `dataset.backfilled` in mode backfill and for a
   * replacement that rewrites what was known. The run must be running, so that a stage that outlived its run publishes
   * nothing.
   *
   * @throws {ConflictError} `dataset.version_conflict` when `basedOn` is not the latest; `run.not_running`.
   */
  commitDatasetVersion(version: NewDatasetVersion, context: WriteContext): Promise<DatasetVersionRecord>;
  /**
   * Stores the newest audit of the run that made a version and emits `dataset.version_certified`. The auditing run must be
   * running.
   *
   * @throws {IntegrityError} `certificate.another_run` when it is about another run; {ConflictError} `run.not_running`.
   */
  certifyDatasetVersion(
    name: DatasetName,
    version: number,
    certificate: PitCertificate,
    context: WriteContext,
  ): Promise<DatasetVersionRecord>;
  /** The latest when no version is named. @throws {NotFoundError} `dataset.not_found`, `dataset.version_not_found` */
  getDatasetVersion(name: DatasetName, version?: number): Promise<DatasetVersionRecord>;
  /** Newest first. */
  listDatasetVersions(name: DatasetName, page?: PageRequest): Promise<Page<DatasetVersionRecord>>;
}

export interface DefinitionRepository {
  /** The same version with the same digest is registered already and returned. @throws {ConflictError} `definition.version_exists` */
  registerDefinition(
    definition: Omit<DefinitionRecord, 'registeredAt'>,
    context: WriteContext,
  ): Promise<DefinitionRecord>;
  /** The highest usable version when none is named. @throws {NotFoundError} `definition.not_found`, `definition.version_not_found` */
  getDefinition(name: DefinitionName, version?: SemanticVersion): Promise<DefinitionRecord>;
  findDefinition(name: DefinitionName, version: SemanticVersion): Promise<DefinitionRecord | undefined>;
  listDefinitions(page?: PageRequest): Promise<Page<DefinitionRecord>>;
}

export type NewInstance = Omit<
  InstanceRecord,
  'status' | 'activeVersion' | 'latestVersion' | 'revision' | 'createdAt' | 'updatedAt'
>;

export interface InstanceRepository {
  /** Trusts that definition and datasets were checked. @throws {ConflictError} `model_instance.exists` */
  createInstance(instance: NewInstance, context: WriteContext): Promise<InstanceRecord>;
  findInstance(id: InstanceId): Promise<InstanceRecord | undefined>;
  getInstance(id: InstanceId): Promise<InstanceRecord>;
  listInstances(page?: PageRequest): Promise<Page<InstanceRecord>>;
  /** A suspended instance refuses new runs. @throws {ConflictError} `model_instance.illegal_transition` */
  suspendInstance(id: InstanceId, reason: string, context: WriteContext): Promise<InstanceRecord>;
  resumeInstance(id: InstanceId, reason: string, context: WriteContext): Promise<InstanceRecord>;
}

export type NewRun = Pick<RunRecord, 'id' | 'kind' | 'cause' | 'clock' | 'asOf' | 'request'> & {
  /** @default 'normal' */
  readonly mode?: RunRecord['mode'];
  readonly instanceId?: InstanceId;
};

/** What the plan stage pins when a run starts. */
export interface RunPins {
  readonly inputs: readonly DatasetReference[];
  readonly definitionDigest?: Sha256;
  readonly modelVersion?: number;
  readonly seed?: number;
  readonly environment?: EnvironmentFingerprint;
}

export interface RunFilter {
  /** Absent: runs that belong to no instance (ingest, evaluation). */
  readonly instanceId?: InstanceId;
  /** With a kind the order is latest as-of first; without, latest created first. */
  readonly kind?: RunKind;
  readonly status?: RunStatus;
  /** `normal` leaves out those that make no version, such as audits. */
  readonly mode?: RunRecord['mode'];
  /** Only with a kind: runs as of this time or earlier, and as of `asOfFrom` or later. */
  readonly asOfUntil?: Instant;
  readonly asOfFrom?: Instant;
}

/** pending → running → completed | failed | cancelled (failed and cancelled also from pending); else ConflictError `run.illegal_transition`. */
export interface RunRepository {
  /** Writes the run, pending, and `<kind>.requested`. @throws {ConflictError} `run.exists`, `model_instance.suspended` */
  requestRun(run: NewRun, context: WriteContext): Promise<RunRecord>;
  startRun(id: RunId, pins: RunPins, context: WriteContext): Promise<RunRecord>;
  completeRun(id: RunId, result: NonNullable<RunRecord['result']>, context: WriteContext): Promise<RunRecord>;
  failRun(id: RunId, error: NonNullable<RunRecord['error']>, context: WriteContext): Promise<RunRecord>;
  cancelRun(id: RunId, reason: string, context: WriteContext): Promise<RunRecord>;
  findRun(id: RunId): Promise<RunRecord | undefined>;
  getRun(id: RunId): Promise<RunRecord>;
  listRuns(filter: RunFilter, page?: PageRequest): Promise<Page<RunRecord>>;
}

export type NewModelVersion = Omit<ModelVersionRecord, 'version' | 'stage' | 'createdAt' | 'revision'> & {
  /** staging when every registration gate passed, else none. */
  readonly stage: 'none' | 'staging';
};

export interface StageMove {
  readonly reason: string;
  /** When it takes effect. @default the context's now */
  readonly effectiveAt?: Instant;
  /** What `effectiveAt` is a time of. @default simulated when it is given, else live */
  readonly clock?: StageTransition['clock'];
}

/** Illegal moves are ConflictError `model_version.illegal_transition`, naming from and to; a lost race is `model_instance.changed`. */
export interface ModelVersionRepository {
  /**
   * Assigns the next version and writes its lineage (trained_on each dataset, trained_by the run, defined_by the definition).
   * One run registers at most one version. @throws {ConflictError} `run.not_running`
   */
  registerModelVersion(version: NewModelVersion, context: WriteContext): Promise<ModelVersionRecord>;
  getModelVersion(instance: InstanceId, version: number): Promise<ModelVersionRecord>;
  /** Newest first. */
  listModelVersions(instance: InstanceId, page?: PageRequest): Promise<Page<ModelVersionRecord>>;
  /** staging → production; the displaced version is archived in the same transaction. */
  promoteModelVersion(
    instance: InstanceId,
    version: number,
    move: StageMove,
    context: WriteContext,
  ): Promise<ModelVersionRecord>;
  /** archived → production; the displaced version is archived in the same transaction. */
  rollBackModelVersion(
    instance: InstanceId,
    version: number,
    move: StageMove,
    context: WriteContext,
  ): Promise<ModelVersionRecord>;
  /** staging → archived. */
  rejectModelVersion(
    instance: InstanceId,
    version: number,
    move: StageMove,
    context: WriteContext,
  ): Promise<ModelVersionRecord>;
  /**
   * Replaces the certificate of a version by a newer one and emits `model_version.certified`; its stage stays. The auditing
   * run must be running.
   *
   * @throws {IntegrityError} `certificate.another_run` when it is about another run; {ConflictError} `run.not_running`.
   */
  certifyModelVersion(
    instance: InstanceId,
    version: number,
    certificate: PitCertificate,
    context: WriteContext,
  ): Promise<ModelVersionRecord>;
  /**
   * Which version was live on a date, as known at a time (default: all that is known); undefined when none was. Simulated
   * history has its own answer: ask with clock `simulated`.
   */
  versionLiveOn(
    instance: InstanceId,
    effectiveOn: CalendarDate,
    question?: { knownAt?: Instant; clock?: StageTransition['clock'] },
  ): Promise<StageTransition | undefined>;
  /** Last recorded first. */
  listStageTransitions(instance: InstanceId, page?: PageRequest): Promise<Page<StageTransition>>;
}

export type FiringAlert = Pick<
  AlertRecord,
  'instanceId' | 'rule' | 'severity' | 'metric' | 'value' | 'limit' | 'message'
> & {
  readonly kind: 'drift' | 'performance' | 'quality';
  readonly runId: RunId;
  readonly asOf: CalendarDate;
  readonly clock: RunRecord['clock'];
  readonly action?: 'retrain';
  readonly cooldownDays: number;
};

export interface AlertRepository {
  /**
   * Opens an alert and emits `monitoring.<kind>_alert`; when the rule has one open for the instance, only moves its
   * `lastFiredAsOf` (no activity: nothing new is known).
   */
  openOrTouchAlert(
    alert: FiringAlert,
    context: WriteContext,
  ): Promise<{ outcome: 'opened' | 'held'; alert: AlertRecord }>;
  findOpenAlert(instance: InstanceId, rule: string): Promise<AlertRecord | undefined>;
  /** @throws {ConflictError} `alert.illegal_transition` when it is resolved already. */
  resolveAlert(
    id: string,
    resolution: { asOf: CalendarDate; reason: string },
    context: WriteContext,
  ): Promise<AlertRecord>;
  getAlert(id: string): Promise<AlertRecord>;
  /** Latest opened first. */
  listAlerts(instance: InstanceId, page?: PageRequest): Promise<Page<AlertRecord>>;
}

export type NewTrial = Omit<TrialRecord, 'id' | 'firstRecordedAt' | 'recordedAt' | 'revision'>;

/** The ledger of trials: what was tried in each research line, each once however often it is back-tested. */
export interface TrialRepository {
  /**
   * Records what a back-test found of a trial and emits `trial.recorded`: a new trial, or the newest of one that is known.
   *
   * @throws {ConflictError} `run.not_running`; `trial.changed` when races were lost too often.
   */
  recordTrial(trial: NewTrial, context: WriteContext): Promise<TrialRecord>;
  findTrial(line: ResearchLine, id: string): Promise<TrialRecord | undefined>;
  /** @throws {NotFoundError} `trial.not_found` */
  getTrial(line: ResearchLine, id: string): Promise<TrialRecord>;
  /** By id. */
  listTrials(line: ResearchLine, page?: PageRequest): Promise<Page<TrialRecord>>;
  /** Every one, by id: what a deflated Sharpe ratio is deflated by. */
  allTrials(line: ResearchLine): Promise<TrialRecord[]>;
}

export interface LineageRepository {
  /** For edges that belong to no other write, such as predictions → report. Writing an edge twice is writing it once. */
  recordEdges(edges: readonly LineageEdge[], context: WriteContext): Promise<void>;
  /** @throws {InvalidInputError} `lineage.depth_out_of_range` outside 0…50 */
  traceLineage(start: Urn, options: TraceOptions): Promise<LineageTrace>;
}

export interface ActivityRepository {
  /** For what changes no record: `guardrails.validated` and the like. */
  recordActivities(activities: readonly ActivityDraft[], context: WriteContext): Promise<void>;
  /** One resource's log, in the order of its sequence. */
  listActivitiesOf(resource: Urn, page?: PageRequest): Promise<Page<ActivityEnvelope>>;
  /** Of one run or request, in time order. */
  listActivitiesByCorrelation(correlationId: string, page?: PageRequest): Promise<Page<ActivityEnvelope>>;
  /** Of all resources, latest first, between two instants, both included. A page may be empty and still have a next one. */
  listActivitiesBetween(
    interval: { from: Instant; until: Instant },
    page?: PageRequest,
  ): Promise<Page<ActivityEnvelope>>;
  /** How many of each action occurred; reads the whole interval. */
  countActivities(interval: { from: Instant; until: Instant }): Promise<Readonly<Record<string, number>>>;
}
