import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { InstantSchema } from '@optaic/mlops/base';
import { RunRecordSchema } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { openAuthoringRoot } from './authoring-root.testing.ts';
import { checkModelDefinition } from './check-model-definition.ts';
import { formatReports, problemsOf } from './definition-report.ts';
import { evaluationOf } from './evaluation-record.ts';
import { CATEGORIES, scaffoldDefinition } from './scaffold-definition.ts';

const NOW = InstantSchema.parse('2026-01-02T03:04:05.000Z');

describe('scaffoldDefinition', () => {
  it.each(Object.keys(CATEGORIES))(
    'writes a definition of %s that passes every check at once',
    async (category) => {
      using authoring = openAuthoringRoot();
      const name = `my-${category.replaceAll('_', '-')}-model`;

      const paths = scaffoldDefinition({ name, category, directory: authoring.definitions });
      const report = await checkModelDefinition({ name, root: authoring.root });

      expect(problemsOf(report)).toEqual([]);
      expect(paths).toContain(`${name}/docs/README.md`);
      expect(report).toMatchObject({ version: '0.1.0', failedTests: 0 });
      expect(report.tests).toBeGreaterThanOrEqual(2);
      expect(formatReports([report])).toMatch(new RegExp(`${name}@0\\.1\\.0( +ok){6}$`));
      const run = RunRecordSchema.parse(evaluationOf(report, { now: NOW, actor: 'author' }));
      expect(run).toMatchObject({ kind: 'evaluation', definitionDigest: report.digest, result: { usable: true } });
    },
    120_000,
  );

  it.each([
    ['My-Model', 'signal', 'definition.name_invalid'],
    ['../escape', 'signal', 'definition.name_invalid'],
    ['', 'signal', 'definition.name_invalid'],
    ['my-model', 'portfolio', 'definition.category_unknown'],
    ['my-model', 'constructor', 'definition.category_unknown'],
    ['taken', 'signal', 'definition.folder_exists'],
  ])('refuses the name "%s" of category %s with %s, and writes nothing', (name, category, code) => {
    using authoring = openAuthoringRoot();
    mkdirSync(join(authoring.definitions, 'taken'));

    expect(() => scaffoldDefinition({ name, category, directory: authoring.definitions })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(existsSync(join(authoring.definitions, 'taken/index.ts'))).toBe(false);
    expect(existsSync(join(authoring.definitions, 'my-model'))).toBe(false);
  });
});
