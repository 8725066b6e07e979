import type { ModelState } from '@optaic/mlops/base';
import { decodeNativeForm, encodeNativeForm } from '@optaic/mlops/learners/native-form';
import { z } from 'zod';

const PositionsSchema = z.array(z.tuple([z.string(), z.number().min(-1).max(1)]));

/** What was published at the last decision, by entity; nothing of those at 0. */
export type Positions = ReadonlyMap<string, number>;

export function readPositions(state: ModelState | undefined): Positions {
  return new Map(state === undefined ? [] : decodeNativeForm(PositionsSchema, state.bytes));
}

export function writePositions(positions: Positions, through: number): ModelState {
  return { bytes: encodeNativeForm([...positions]), through };
}
