import { InvalidInputError } from '@optaic/mlops/base';
import type { GbdtParameters } from './parameters.ts';

/**
 * Monotone constraints by feature; undefined when none is set.
 *
 * @returns Shape (features,): 1 rising, −1 falling, 0 free.
 * @throws {InvalidInputError} `learner.parameter_out_of_range` for more directions than features, or an unknown name.
 */
export function monotoneDirections(
  constraints: GbdtParameters['monotone_constraints'],
  featureNames: readonly string[],
): Int8Array | undefined {
  if (constraints === undefined) return undefined;
  const directions = new Int8Array(featureNames.length);
  if (Array.isArray(constraints)) {
    if (constraints.length > directions.length) {
      throw refused(`${constraints.length} directions`, `at most one of each of the ${directions.length} features`);
    }
    directions.set(constraints);
  } else {
    const places = new Map(featureNames.map((name, i) => [name, i]));
    for (const [name, direction] of Object.entries(constraints)) {
      const place = places.get(name);
      if (place === undefined) throw refused(`a direction of ${name}`, 'the names of the features');
      directions[place] = direction;
    }
  }
  return directions.some((direction) => direction !== 0) ? directions : undefined;
}

function refused(value: string, allowed: string): InvalidInputError {
  return new InvalidInputError(
    'learner.parameter_out_of_range',
    `parameter monotone_constraints has ${value}; allowed: ${allowed}`,
    { details: { parameter: 'monotone_constraints' } },
  );
}
