import { InvalidInputError, type ModelState } from '@optaic/mlops/base';
import { decodeNativeForm, encodeNativeForm } from '@optaic/mlops/learners/native-form';
import { z } from 'zod';

const CountSchema = z.int().min(0);

/** All that a later bar needs of the earlier ones. */
const RegimeStateSchema = z
  .strictObject({
    format: z.literal('optaic-hmm-regime-state'),
    version: z.literal(1),
    /** ln P(z_t = k | x_{1:t}); numbers keep every bit. */
    logFiltered: z.array(z.number().max(1e-9)).min(2),
    label: CountSchema,
    daysInRegime: z.int().min(1),
    debouncedLabel: CountSchema,
    debouncedDays: z.int().min(1),
  })
  .refine(({ logFiltered, label, debouncedLabel }) => Math.max(label, debouncedLabel) < logFiltered.length, {
    path: ['label'],
    error: 'is none of the regimes',
  });
export type RegimeState = Omit<z.infer<typeof RegimeStateSchema>, 'format' | 'version'>;

export function encodeRegimeState(state: RegimeState): Uint8Array {
  return encodeNativeForm({ format: 'optaic-hmm-regime-state', version: 1, ...state });
}

/**
 * @throws {InvalidInputError} `learner.model_malformed` when the bytes are no state; `regime.state_mismatch` when it is of
 *   a model with another number of regimes.
 */
export function decodeRegimeState({ bytes }: ModelState, regimes: number): RegimeState {
  const state = decodeNativeForm(RegimeStateSchema, bytes);
  if (state.logFiltered.length === regimes) return state;
  throw new InvalidInputError(
    'regime.state_mismatch',
    `the state is of ${state.logFiltered.length} regimes and the model has ${regimes}; go on from a state of the same model version`,
  );
}
