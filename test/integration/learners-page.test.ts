import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GbdtParametersSchema } from '@optaic/mlops/learners/gbdt';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/learners.md'), 'utf8');
const { shape } = GbdtParametersSchema;

describe('docs/learners.md', () => {
  it.each([...Object.keys(shape), ...shape.objective.unwrap().options])(
    'names the parameter or objective %s',
    (name) => {
      expect(page).toContain(`\`${name}\``);
    },
  );

  it('counts the models of the parity fixtures', () => {
    const fixtures = readdirSync(join(ROOT, 'layers/mlops/src/learners/gbdt/fixtures'));

    expect(page).toContain(`trained ${fixtures.filter((file) => file.startsWith('xgboost-')).length} models`);
  });
});
