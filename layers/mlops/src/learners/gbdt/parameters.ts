import { InvalidInputError } from '@optaic/mlops/base';
import { z } from 'zod';

/** The parameters of training, under XGBoost's names and with its defaults (`xgb.train`). */
export const GbdtParametersSchema = z.strictObject({
  objective: z.enum(['reg:squarederror'], { error: '"reg:squarederror"' }).default('reg:squarederror'),
  num_boost_round: integerFrom(1, 100_000).default(10),
  learning_rate: atLeast(0).default(0.3),
  max_depth: integerFrom(1, 30).default(6),
  max_bin: integerFrom(2, 65_535).default(256),
  min_child_weight: atLeast(0).default(1),
  reg_lambda: atLeast(0).default(1),
  reg_alpha: atLeast(0).default(0),
  gamma: atLeast(0).default(0),
  subsample: shareOfOne().default(1),
  colsample_bytree: shareOfOne().default(1),
  seed: integerFrom(0, 4_294_967_295).default(0),
  /** Absent: the (weighted) mean of the labels, as XGBoost 3.0. */
  base_score: z.number({ error: 'a finite number' }).optional(),
  /** Needs a validation dataset; the model is cut back to its best round. */
  early_stopping_rounds: integerFrom(1, 100_000).optional(),
});
export type GbdtParameters = z.infer<typeof GbdtParametersSchema>;
export type GbdtParametersRaw = z.input<typeof GbdtParametersSchema>;

/**
 * Parses parameters as a person wrote them; what is absent takes XGBoost's default.
 *
 * @throws {InvalidInputError} `learner.unknown_parameter` or `learner.parameter_out_of_range`, naming the parameter, the
 *   value and what is allowed.
 */
export function parseGbdtParameters(raw: unknown): GbdtParameters {
  const parsed = GbdtParametersSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    throw new InvalidInputError(
      'learner.unknown_parameter',
      `unknown parameter ${issue.keys.join(', ')}; allowed: ${Object.keys(GbdtParametersSchema.shape).join(', ')}`,
      { details: { parameters: issue.keys } },
    );
  }
  const name = issue?.path[0];
  if (issue === undefined || name === undefined) {
    throw new InvalidInputError('learner.parameter_out_of_range', 'parameters must be an object of name to value');
  }
  const value = valueAt(raw, name);
  throw new InvalidInputError(
    'learner.parameter_out_of_range',
    `parameter ${String(name)} is ${typeof value === 'string' ? `"${value}"` : String(value)}; allowed: ${issue.message}`,
    { details: { parameter: name, value, allowed: issue.message } },
  );
}

function valueAt(raw: unknown, name: PropertyKey): unknown {
  return typeof raw === 'object' && raw !== null ? Object.getOwnPropertyDescriptor(raw, name)?.value : undefined;
}

// Every check of a parameter carries the same message, its range: what the error then quotes as allowed.
function integerFrom(minimum: number, maximum: number) {
  const error = `an integer in [${minimum}, ${maximum}]`;
  return z.number({ error }).int({ error }).min(minimum, { error }).max(maximum, { error });
}

function atLeast(minimum: number) {
  const error = `a finite number ≥ ${minimum}`;
  return z.number({ error }).min(minimum, { error });
}

function shareOfOne() {
  const error = 'a number in (0, 1]';
  return z.number({ error }).gt(0, { error }).max(1, { error });
}
