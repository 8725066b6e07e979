import type { CalendarDate } from '@optaic/mlops/base';
import type { TestRow } from './test-tables.ts';

/** The definitions of a point in time, row by row, as plainly as they can be said: what the SQL is held to. */

const time = (text: string): number => Date.parse(text);

/** Texts as DuckDB sorts them: by UTF-8 bytes. */
export function byUtf8(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

export function oracleReadAsOf(rows: readonly TestRow[], asOf: string): TestRow[] {
  const known = rows.filter((row) => time(row.known) <= time(asOf));
  const latest = known.filter(
    (row) =>
      !known.some(
        (other) => other.entity === row.entity && other.event === row.event && time(other.known) > time(row.known),
      ),
  );
  return latest.toSorted((a, b) => byUtf8(a.entity ?? '', b.entity ?? '') || time(a.event) - time(b.event));
}

/** Among the rows known by a time, the greatest event time, then its latest revision. */
export function oracleLatest(
  rows: readonly TestRow[],
  entity: string | undefined,
  cutoff: number,
): TestRow | undefined {
  let best: TestRow | undefined;
  for (const row of rows) {
    if (row.entity !== entity || time(row.known) > cutoff) continue;
    const isLater = best === undefined || time(row.event) > time(best.event);
    const isRevision = best !== undefined && time(row.event) === time(best.event) && time(row.known) > time(best.known);
    if (isLater || isRevision) best = row;
  }
  return best;
}

export interface OracleSource {
  readonly rows: readonly TestRow[];
  readonly hasEntity: boolean;
  readonly columns: readonly string[];
}

export interface OracleFrame {
  readonly rows: {
    readonly date: CalendarDate;
    readonly entity: string;
    readonly features: number[];
    readonly label?: number;
    /** When the label that counts was known. */
    readonly labelKnown?: number;
  }[];
  readonly dropped: { not_in_universe: number; no_feature: number; label_unknown: number };
}

export function oracleFrame(request: {
  decisions: readonly CalendarDate[];
  calendar: readonly CalendarDate[];
  featureLag: number;
  asOf: string;
  sources: readonly OracleSource[];
  universe: readonly TestRow[];
  labels?: { rows: readonly TestRow[]; column: string };
}): OracleFrame {
  const { decisions, calendar, featureLag, asOf, sources, universe, labels } = request;
  const frame: OracleFrame = { rows: [], dropped: { not_in_universe: 0, no_feature: 0, label_unknown: 0 } };
  const entities = new Set(universe.filter((row) => time(row.known) <= time(asOf)).map((row) => row.entity ?? ''));
  for (const date of decisions.toSorted()) {
    const day = calendar[calendar.indexOf(date) - featureLag];
    const cutoff = day === undefined ? Number.NEGATIVE_INFINITY : Math.min(time(`${day}T23:59:59.999Z`), time(asOf));
    for (const entity of [...entities].toSorted(byUtf8)) {
      if (oracleLatest(universe, entity, cutoff)?.values.member !== 1) {
        frame.dropped.not_in_universe++;
        continue;
      }
      const features = sources.flatMap(({ rows, hasEntity, columns }) => {
        const row = oracleLatest(rows, hasEntity ? entity : undefined, cutoff);
        return columns.map((column) => Math.fround(row?.values[column] ?? Number.NaN) + 0);
      });
      if (features.every(Number.isNaN)) {
        frame.dropped.no_feature++;
        continue;
      }
      if (labels === undefined) {
        frame.rows.push({ date, entity, features });
        continue;
      }
      const about = labels.rows.filter((row) => row.event.slice(0, 10) === date);
      const row = oracleLatest(about, entity, time(asOf));
      const label = row?.values[labels.column];
      if (row === undefined || label === undefined || label === null) frame.dropped.label_unknown++;
      else frame.rows.push({ date, entity, features, label: Math.fround(label) + 0, labelKnown: time(row.known) });
    }
  }
  return frame;
}
