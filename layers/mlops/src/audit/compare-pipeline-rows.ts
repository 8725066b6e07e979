import { featureTimeOf, type PipelineRow } from './feature-pipeline.ts';
import { dayOf } from './leak-report.ts';
import { isSameNumber } from './same-bits.ts';

export interface MovedRows {
  /** Features or membership that are stated as known by the time and differ, in words. */
  readonly features: string[];
  /** Labels that are stated as known by the time and differ, in words. */
  readonly labels: string[];
}

/** What two runs of a pipeline say differently of what they state as known by a time, bit for bit. */
export function movedRows(a: readonly PipelineRow[], b: readonly PipelineRow[], time: number): MovedRows {
  const others = byKey(b, time);
  const features: string[] = [];
  const labels: string[] = [];
  for (const [key, row] of byKey(a, time)) {
    const other = others.get(key);
    others.delete(key);
    if (other === undefined) {
      features.push(`${nameOf(row)}: a row, then none`);
      continue;
    }
    const moved = [...new Set([...Object.keys(row.features), ...Object.keys(other.features)])].find(
      (name) => !isSameNumber(row.features[name], other.features[name]),
    );
    if (moved !== undefined) {
      features.push(`${nameOf(row)}: ${moved} ${row.features[moved]} → ${other.features[moved]}`);
    }
    const label = labelBy(row, time);
    const otherLabel = labelBy(other, time);
    if (!isSameNumber(label, otherLabel)) labels.push(`${nameOf(row)}: label ${label} → ${otherLabel}`);
  }
  for (const row of others.values()) features.push(`${nameOf(row)}: no row, then one`);
  return { features, labels };
}

/** Relative: a quotient that is the same but for rounding has not moved. */
const LABEL_TOLERANCE = 1e-6;

/** The labels of one decision that differ by more than rounding between two runs that both have them, in words by row. */
export function movedLabels(
  a: readonly PipelineRow[],
  b: readonly PipelineRow[],
  decisionTime: number,
): Map<string, string> {
  const others = new Map(b.map((row) => [keyOf(row), row]));
  const moved = new Map<string, string>();
  for (const row of a) {
    if (row.decisionTime !== decisionTime) continue;
    const before = row.label?.value;
    const after = others.get(keyOf(row))?.label?.value;
    if (before === undefined || after === undefined || isClose(before, after)) continue;
    moved.set(keyOf(row), `${nameOf(row)}: label ${before} → ${after}`);
  }
  return moved;
}

function isClose(a: number, b: number): boolean {
  return isSameNumber(a, b) || Math.abs(a - b) <= LABEL_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

function byKey(rows: readonly PipelineRow[], time: number): Map<string, PipelineRow> {
  return new Map(rows.filter((row) => featureTimeOf(row) <= time).map((row) => [keyOf(row), row]));
}

function labelBy({ label }: PipelineRow, time: number): number | undefined {
  return label !== undefined && label.knownTime <= time ? label.value : undefined;
}

function keyOf({ entity, decisionTime }: PipelineRow): string {
  return `${entity} ${decisionTime}`;
}

function nameOf({ entity, decisionTime }: PipelineRow): string {
  return `${entity} ${dayOf(decisionTime)}`;
}
