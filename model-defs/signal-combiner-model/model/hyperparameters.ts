import { z } from 'zod';

export const METHODS = ['equal', 'ic_weighted', 'max_icir', 'ridge'] as const;
export const NORMALISATIONS = ['rank', 'zscore'] as const;

/** How many signals it takes: each publishes a weight and a contribution, and a prediction has at most 200 columns. */
export const MAXIMUM_SIGNALS = 95;

/** How signals become comparable and how much each counts; see docs/ for the formulas. */
export const HyperparametersSchema = z.strictObject({
  method: z.enum(METHODS).default('ic_weighted'),
  /** `rank`: to [-1, 1] by the order of the date. `zscore`: (x − mean)/deviation of the date, cut at ±3, over 3. */
  normalisation: z.enum(NORMALISATIONS).default('rank'),
  /** Turns a signal around that went against the outcomes of the training rows. */
  align_signs: z.boolean().default(true),
  /** Share of equal weights in the final weights of `ic_weighted` and `max_icir`. */
  shrinkage: z.number().min(0).max(1).default(0.5),
  /** Dates after which a coefficient counts half as much. */
  half_life_days: z.number().min(1).max(100_000).default(252),
  /** What a signal must earn before `ic_weighted` gives it a weight, in units of its mean rank coefficient. */
  information_cost: z.number().min(0).max(1).default(0),
  /** Penalties a row that `ridge` chooses from; greater ones are nearer to equal weights. */
  ridge_penalties: z.array(z.number().gt(0).max(1e6)).min(1).max(20).default([0.01, 0.1, 1, 10]),
  /** Purged folds, inside the training rows, that choose the penalty. */
  folds: z.int().min(2).max(20).default(5),
});
export type Hyperparameters = z.infer<typeof HyperparametersSchema>;
