import type { InvalidInputError } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { describe, expect, it } from 'vitest';
import { COMPONENTS, checkDefinition, requireSound } from './definition-check.ts';
import { runBundle } from './definition-loader.ts';
import { bundleOf, DEFINITION_SOURCE } from './test-definition.ts';

function exported(change: string): unknown {
  const bundle = bundleOf(`${DEFINITION_SOURCE}\n${change}`);
  return runBundle(bundle, sha256Hex(bundle));
}

describe('checkDefinition', () => {
  it('accepts a whole definition', () => {
    const check = checkDefinition(exported(''));

    expect(check.problems).toEqual([]);
    expect(requireSound(check).name).toBe('mean-model');
  });

  it('names each missing component, and nothing else about it', () => {
    for (const component of COMPONENTS) {
      expect(checkDefinition(exported(`delete definition.${component};`)).problems).toEqual([
        {
          code: 'definition.component_missing',
          message: `component ${component} is missing; a definition has model, training, inference, monitoring, tests`,
        },
      ]);
    }
  });

  it('names the member of an interface that does not fit', () => {
    expect(checkDefinition(exported('definition.training.trainer = {};')).problems).toEqual([
      { code: 'definition.interface_invalid', message: 'training.trainer.fit: is not a function' },
    ]);
  });

  it('refuses a definition without a test', () => {
    expect(checkDefinition(exported('definition.tests = [];')).problems).toMatchObject([
      { code: 'definition.interface_invalid', message: expect.stringContaining('tests: ') },
    ]);
  });

  it('refuses a bundle without a default export', () => {
    expect(checkDefinition(undefined).problems).toMatchObject([{ code: 'definition.component_missing' }]);
  });
});

describe('requireSound', () => {
  it('throws every problem under the code of the first', () => {
    const check = checkDefinition(exported('delete definition.tests; delete definition.model;'));

    expect(() => requireSound(check)).toThrow(
      expect.objectContaining<Partial<InvalidInputError>>({
        name: 'InvalidInputError',
        code: 'definition.component_missing',
        message: expect.stringMatching(/component model is missing.*component tests is missing/),
      }),
    );
  });
});
