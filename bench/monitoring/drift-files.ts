import { mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Column, DataColumns } from '../../layers/mlops/src/monitoring/columns/index.ts';
import { createDraws, normal } from '../learners/draws.ts';

/** Two data sets of equal shape, as files of float64 by column in a directory. */
export interface DriftFiles {
  readonly directory: string;
  readonly rows: number;
  readonly columns: number;
}

const SIDES = ['reference', 'current'] as const;
const LETTERS = [...'abcdefghijkl'];
/** Of ten columns one is skewed, one of ten whole numbers, one of twelve letters, the others are normal. */
const KINDS = 10;
const SKEWED = 7;
const WHOLE = 8;
const LETTERED = 9;

/** Draws both sides; every fourth column of the current one is shifted by a third of its deviation. */
export function writeDriftFiles(directory: string, rows: number, columns: number): DriftFiles {
  mkdirSync(directory, { recursive: true });
  for (const side of SIDES) {
    const file = openSync(join(directory, `${side}.f64`), 'w');
    const draw = createDraws(side.length * 7_919 + rows + columns);
    for (let column = 0; column < columns; column++) {
      const shift = side === 'current' && column % 4 === 0 ? 1 / 3 : 0;
      writeSync(
        file,
        Float64Array.from({ length: rows }, () => drawnValue(column % KINDS, shift, draw)),
      );
    }
  }
  return { directory, rows, columns };
}

/** The files as the typed columns of a preset, keyed c0, c1, … */
export function readDriftFiles({ directory, rows, columns }: DriftFiles): Record<(typeof SIDES)[number], DataColumns> {
  const side = (name: string): DataColumns => {
    const { buffer, byteOffset, length } = readFileSync(join(directory, `${name}.f64`));
    const all = new Float64Array(buffer, byteOffset, length / 8);
    const named = Array.from({ length: columns }, (_, at): [string, Column] => [
      `c${at}`,
      columnOf(at % KINDS, all.subarray(at * rows, (at + 1) * rows)),
    ]);
    return new Map(named);
  };
  return { reference: side('reference'), current: side('current') };
}

function drawnValue(kind: number, shift: number, draw: () => number): number {
  if (kind === WHOLE) return Math.floor(10 * draw() ** (1 + shift));
  if (kind === LETTERED) return Math.floor(LETTERS.length * draw() ** (1 + shift));
  return kind === SKEWED ? Math.exp(normal(draw) + shift) : normal(draw) + shift;
}

function columnOf(kind: number, values: Float64Array): Column {
  if (kind === LETTERED) return { kind: 'categorical', codes: Int32Array.from(values), categories: LETTERS };
  return { kind: 'numeric', values, isInteger: kind === WHOLE };
}
