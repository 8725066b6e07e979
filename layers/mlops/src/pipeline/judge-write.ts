import { type CalendarDate, dateOf, urn } from '@optaic/mlops/base';
import {
  type DatasetFiles,
  type DatasetValidation,
  type DuckDb,
  eventDays,
  keyColumns,
  measureBackfill,
  measureCoverage,
  measureQuality,
  type NumberedRows,
  parquetRelation,
  type RowFacts,
  STAGED,
  universeFacts,
  universeNotes,
} from '@optaic/mlops/data';
import {
  type ContractName,
  type Finding,
  findingsOfRefusal,
  type GuardrailReport,
  judgeFindings,
  validateBackfill,
  validateCoverage,
  validateDataQuality,
  validateNoLookahead,
} from '@optaic/mlops/guardrails';
import type { VersionBase } from './dataset-version.ts';
import type { IngestPlan } from './ingest-plan.ts';

export interface StagedWrite {
  readonly plan: IngestPlan;
  readonly validation: DatasetValidation;
  /** What the rows come on top of; absent for a first version or a replacement. */
  readonly base: VersionBase | undefined;
  /** The universe that the dataset promises to cover, on this machine; absent without the promise, or without a version. */
  readonly universe: DatasetFiles | undefined;
}

/**
 * The verdict on a write: its rows, staged last, by the rules of every write and by the dataset's own contracts. What the
 * rules refuse blocks in every space; a broken contract blocks in an official space and warns elsewhere.
 */
export async function judgeWrite(db: DuckDb, write: StagedWrite): Promise<GuardrailReport> {
  const { plan, validation } = write;
  const { findings, notes } = validation.accepted
    ? await judgeAccepted(db, write, validation.facts)
    : { findings: findingsOfRefusal(validation.issues), notes: [] };
  return judgeFindings({
    gate: 'run.publish',
    subject: urn.run(plan.runId),
    space: plan.space,
    asOf: plan.request.knowledgeAsOf,
    // The rules of every write are checked before anything is accepted.
    findings: { 'dataset.schema': [], 'dataset.pit': [], 'dataset.backfill': [], 'dataset.quality': [], ...findings },
    notes,
  });
}

type Findings = Partial<Record<ContractName, readonly Finding[]>>;

async function judgeAccepted(
  db: DuckDb,
  { plan, base, universe }: StagedWrite,
  { maxKnowledgeTime, rowsBeforeHighWater }: RowFacts,
): Promise<{ findings: Findings; notes: readonly string[] }> {
  const { request, schema } = plan;
  const coverage = schema.contracts?.coverage;
  const rows: NumberedRows = { relation: STAGED, schema };
  const asOf = request.knowledgeAsOf;
  const findings: Findings = {
    'dataset.pit': validateNoLookahead({ asOf, maxKnowledgeTime }),
    'dataset.backfill':
      base === undefined || rowsBeforeHighWater === 0
        ? []
        : validateBackfill({ write: await measureBackfill(db, rows, base.manifest.highWaterMark) }),
    'dataset.quality': await judgeQuality(db, rows),
  };
  if (coverage === undefined) return { findings, notes: [] };
  if (universe === undefined) {
    return { findings: { ...findings, 'dataset.coverage': [unknownUniverse(coverage.universe)] }, notes: [] };
  }
  const days = await eventDays(db, rows);
  const measured = await measureCoverage(db, {
    dataset: request.dataset,
    relation: await versionRelation(rows, base, days),
    schema,
    universe,
    asOf,
    days,
  });
  return {
    findings: { ...findings, 'dataset.coverage': validateCoverage(measured, coverage) },
    notes: universeNotes(universe.name, await universeFacts(db, { ...universe, asOf })),
  };
}

async function judgeQuality(db: DuckDb, rows: NumberedRows): Promise<Finding[]> {
  const { missing, ranges, constant } = rows.schema.contracts ?? {};
  if (missing === undefined && ranges === undefined && constant === undefined) return [];
  const contracts = { missing, ranges, constant };
  return validateDataQuality(await measureQuality(db, rows, contracts, { keysAreDistinct: true }), contracts);
}

/** The keys of the version as it would be: a revision of one row is judged with the rows that stand beside it. */
async function versionRelation(
  { relation, schema }: NumberedRows,
  base: VersionBase | undefined,
  days: readonly CalendarDate[],
): Promise<string> {
  const [first, last] = [days[0], days.at(-1)];
  if (base === undefined || first === undefined || last === undefined) return relation;
  const beside = base.manifest.parts.filter(
    ({ minEventTime, maxEventTime }) => dateOf(minEventTime) <= last && dateOf(maxEventTime) >= first,
  );
  if (beside.length === 0) return relation;
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  const keys = [...(entity === undefined ? [] : [entity]), eventTime, knowledgeTime].join(', ');
  return `(SELECT ${keys} FROM ${parquetRelation(await base.files(beside))} UNION ALL SELECT ${keys} FROM ${relation})`;
}

function unknownUniverse(universe: string): Finding {
  return {
    contract: 'dataset.coverage',
    message: `universe "${universe}" has no version yet, so that its coverage cannot be judged; upload it first`,
    rows: 0,
    value: null,
    limit: null,
    examples: [],
  };
}
