import type { ColumnProfile } from './profile-columns.ts';

export type KeyRole = 'entity' | 'event_time' | 'knowledge_time';

/** Which columns look like a dataset's key, and by what. */
export type ColumnRoles = Readonly<Partial<Record<KeyRole, { readonly name: string; readonly because: string }>>>;

/** Names as people give them, without case and punctuation; the surest first. */
const NAMES: Readonly<Record<KeyRole, readonly string[]>> = {
  entity:
    'entity entityid permanentid permno permid gvkey figi isin cusip sedol ric securityid instrumentid assetid secid sid security instrument asset ticker symbol tickersymbol stock fund company companyid issuer country currency pair id code'.split(
      ' ',
    ),
  event_time:
    'eventtime eventdate event datadate tradedate tradingday tradingdate session periodend perioddate period observationdate referencedate refdate date day datetime timestamp time ts month quarter asofdate asof'.split(
      ' ',
    ),
  knowledge_time:
    'knowledgetime knowledgedate knowledge knowntime knownat known availableat availabletime availabledate releasedate releasetime releasedat released publicationdate publishedat publishdate published announcementdate announcedat announcedate rdq filingdate fileddate filedat filed reportdate reportedat vintage vintagedate realtimestart pointdate receivedat arrivaltime ingestedat insertedat loadedat createdat updatedat'.split(
      ' ',
    ),
};

/** What a relation of the file's rows can tell about columns that no name gives away. */
export interface RoleEvidence {
  /** Whether `later` is at or after `earlier` in every row that has both. */
  isNeverBefore(later: ColumnProfile, earlier: ColumnProfile): Promise<boolean>;
  /** Rows that share their values of these columns with an earlier row. */
  repeats(columns: readonly ColumnProfile[]): Promise<number>;
}

/** Finds the key columns, by their names first, then by what they hold. */
export async function findRoles(profiles: readonly ColumnProfile[], evidence: RoleEvidence): Promise<ColumnRoles> {
  const times = profiles.filter(({ type }) => type === 'timestamp');
  const knowledgeByName = byName(times, 'knowledge_time');
  const eventByName = byName(
    times.filter(({ name }) => name !== knowledgeByName?.name),
    'event_time',
  );
  const event = eventByName ?? (await earliest(times, knowledgeByName, evidence));
  const knowledge = knowledgeByName ?? (await knownAfter(times, event, evidence));
  const taken = [event?.name, knowledge?.name];
  const rest = profiles.filter(({ name }) => !taken.includes(name));
  const entity = byName(rest, 'entity') ?? (await telling(rest, event, evidence));
  return {
    ...(entity === undefined ? {} : { entity: role(entity, 'entity') }),
    ...(event === undefined ? {} : { event_time: role(event, 'event_time') }),
    ...(knowledge === undefined ? {} : { knowledge_time: role(knowledge, 'knowledge_time') }),
  };
}

const BY_CONTENT: Readonly<Record<KeyRole, string>> = {
  entity: 'its content: texts that repeat and part the rows of one time',
  event_time: 'its content: the earliest of the times',
  knowledge_time: 'its content: times at or after the event in every row',
};

function role({ name }: ColumnProfile, key: KeyRole) {
  return { name, because: NAMES[key].includes(plain(name)) ? 'its name' : BY_CONTENT[key] };
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function byName(profiles: readonly ColumnProfile[], key: KeyRole): ColumnProfile | undefined {
  const ranked = profiles
    .map((profile) => ({ profile, rank: NAMES[key].indexOf(plain(profile.name)) }))
    .filter(({ rank, profile }) => rank >= 0 && profile.present > 0)
    .toSorted((a, b) => a.rank - b.rank);
  return ranked[0]?.profile;
}

/** A time that no other is ever before; the first in the file of those. */
async function earliest(
  times: readonly ColumnProfile[],
  knowledge: ColumnProfile | undefined,
  evidence: RoleEvidence,
): Promise<ColumnProfile | undefined> {
  const candidates = times.filter(({ name, present }) => name !== knowledge?.name && present > 0);
  for (const candidate of candidates) {
    if (await isFirst(candidate, candidates, evidence)) return candidate;
  }
  return candidates[0];
}

async function isFirst(
  candidate: ColumnProfile,
  candidates: readonly ColumnProfile[],
  evidence: RoleEvidence,
): Promise<boolean> {
  for (const other of candidates) {
    if (other !== candidate && !(await evidence.isNeverBefore(other, candidate))) return false;
  }
  return true;
}

async function knownAfter(
  times: readonly ColumnProfile[],
  event: ColumnProfile | undefined,
  evidence: RoleEvidence,
): Promise<ColumnProfile | undefined> {
  if (event === undefined) return undefined;
  for (const candidate of times) {
    if (candidate === event || candidate.missing > 0) continue;
    if (await evidence.isNeverBefore(candidate, event)) return candidate;
  }
  return undefined;
}

/** Where several rows are about one time, the texts that part the most of them, of two that do so the fewer. */
async function telling(
  rest: readonly ColumnProfile[],
  event: ColumnProfile | undefined,
  evidence: RoleEvidence,
): Promise<ColumnProfile | undefined> {
  if (event === undefined) return undefined;
  const shared = await evidence.repeats([event]);
  if (shared === 0) return undefined;
  const texts = rest.filter(({ type, missing, present, distinct }) => {
    return type === 'string' && missing === 0 && distinct < present;
  });
  const ranked: { profile: ColumnProfile; repeats: number }[] = [];
  for (const profile of texts.slice(0, TRIED_TEXTS)) {
    ranked.push({ profile, repeats: await evidence.repeats([profile, event]) });
  }
  const [best] = ranked.toSorted((a, b) => a.repeats - b.repeats || a.profile.distinct - b.profile.distinct);
  return best !== undefined && best.repeats < shared ? best.profile : undefined;
}

/** Each costs a pass over the file. */
const TRIED_TEXTS = 20;
