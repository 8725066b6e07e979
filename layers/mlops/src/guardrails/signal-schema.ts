import { type Predictions, rowName } from './predictions.ts';
import { EXAMPLE_LIMIT, type Finding } from './report.ts';

/**
 * `signal.schema`: there is at least one row, the columns are equally long, every row has an entity, a decision time
 * and a signal that is a number, and no (entity, decision time) comes twice. The columns beside them have no infinite number.
 */
export function checkSignalSchema(predictions: Predictions): Finding[] {
  const { rows, entity, decisionTime, score, signal, columns = {} } = predictions;
  if (rows === 0) return [finding('there is no prediction at all', 0, [], 0, 1)];
  for (const [name, length] of Object.entries({
    entity: entity.length,
    decisionTime: decisionTime.length,
    score: score.length,
    signal: signal.length,
    ...Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.length])),
  })) {
    if (length !== rows) return [finding(`column ${name} has ${length} values for ${rows} rows`, 0, [], length, rows)];
  }

  const seen = new Set<string>();
  const incomplete: number[] = [];
  const duplicated: number[] = [];
  for (let row = 0; row < rows; row++) {
    const key = `${entity[row]}\u0000${decisionTime[row]}`;
    if (seen.has(key)) duplicated.push(row);
    seen.add(key);
    if (entity[row] === '' || !Number.isFinite(decisionTime[row]) || Number.isNaN(signal[row])) incomplete.push(row);
  }

  const findings: Finding[] = [];
  if (incomplete.length > 0) {
    const message = `${incomplete.length} of ${rows} rows lack an entity, a decision time or a signal`;
    findings.push(finding(message, incomplete.length, names(predictions, incomplete), incomplete.length, 0));
  }
  if (duplicated.length > 0) {
    const message = `${duplicated.length} of ${rows} rows repeat an entity and decision time`;
    findings.push(finding(message, duplicated.length, names(predictions, duplicated), duplicated.length, 0));
  }
  for (const [name, values] of Object.entries(columns)) {
    const infinite = [...values.keys()].filter((row) => Math.abs(values[row]) === Number.POSITIVE_INFINITY);
    if (infinite.length === 0) continue;
    const message = `${infinite.length} of ${rows} values of column ${name} are infinite`;
    findings.push(finding(message, infinite.length, names(predictions, infinite), infinite.length, 0));
  }
  return findings;
}

function names(predictions: Predictions, rows: readonly number[]): string[] {
  return rows.slice(0, EXAMPLE_LIMIT).map((row) => rowName(predictions, row));
}

function finding(message: string, rows: number, examples: string[], value: number, limit: number): Finding {
  return { contract: 'signal.schema', message, rows, value, limit, examples };
}
