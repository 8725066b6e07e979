import { createRandom } from '@optaic/mlops/base';
import type { PointInTimeRow, PointInTimeTables } from './feature-pipeline.ts';

const DAY_MS = 86_400_000;
const GARBAGE = [Number.NaN, 1e30, -1e30];

/** The rows that are known by a time. */
export function knownBy(tables: PointInTimeTables, time: number): PointInTimeTables {
  return mapTables(tables, (rows) => rows.filter(({ knowledgeTime }) => knowledgeTime <= time));
}

/** The rows known after a time keep their keys and exchange their values (Fisher and Yates). */
export function shuffledAfter(tables: PointInTimeTables, time: number): PointInTimeTables {
  return mapTables(tables, (rows) => {
    const random = createRandom(rows.length);
    const later = rows.filter(({ knowledgeTime }) => knowledgeTime > time);
    const values = later.map((row) => row.values);
    for (let i = values.length - 1; i > 0; i--) {
      const other = Math.floor(random() * (i + 1));
      [values[i], values[other]] = [values[other], values[i]];
    }
    let next = 0;
    return rows.map((row) => (row.knowledgeTime > time ? { ...row, values: values[next++] } : row));
  });
}

/**
 * The rows known after a time are garbage (NaN, ±1e30); every event up to it is restated as garbage a moment later; and
 * each entity, one more that nobody has heard of too, has a garbage row on the next day.
 */
export function poisonedAfter(tables: PointInTimeTables, time: number): PointInTimeTables {
  return mapTables(tables, (rows) => {
    const spoiled = rows.map((row, i) => (row.knowledgeTime > time ? garbage(row, i) : row));
    const restated = new Map<string, PointInTimeRow>();
    const next = new Map<string, PointInTimeRow>();
    for (const row of rows) {
      const key = `${row.entity ?? ''} ${row.eventTime}`;
      if (row.knowledgeTime <= time) restated.set(key, { ...row, knowledgeTime: time + 1 });
      const tomorrow = { ...row, eventTime: time + DAY_MS, knowledgeTime: time + DAY_MS + 1 };
      next.set(row.entity ?? '', tomorrow);
      if (row.entity !== undefined) next.set('!unheard-of', { ...tomorrow, entity: '!unheard-of' });
    }
    return [...spoiled, ...[...restated.values(), ...next.values()].map(garbage)];
  });
}

/** Every value of the rows known by a time, times a factor. */
export function scaledUntil(tables: PointInTimeTables, time: number, factor: number): PointInTimeTables {
  return mapTables(tables, (rows) =>
    rows.map((row) =>
      row.knowledgeTime > time ? row : { ...row, values: mapValues(row.values, (value) => value * factor) },
    ),
  );
}

function garbage(row: PointInTimeRow, index: number): PointInTimeRow {
  return { ...row, values: mapValues(row.values, () => GARBAGE[index % GARBAGE.length]) };
}

function mapTables(
  tables: PointInTimeTables,
  change: (rows: readonly PointInTimeRow[]) => readonly PointInTimeRow[],
): PointInTimeTables {
  return Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, change(rows)]));
}

function mapValues(values: PointInTimeRow['values'], change: (value: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
