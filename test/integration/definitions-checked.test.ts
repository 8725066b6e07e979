import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPurity } from '../../infra/authoring/checks/purity.ts';
import { runInSandbox } from '../../infra/authoring/checks/sandbox.ts';
import { checkStructure } from '../../infra/authoring/checks/structure.ts';

const MODEL_DEFS = resolve(import.meta.dirname, '../../model-defs');
const names = readdirSync(MODEL_DEFS, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** What `npm run def:check` looks at, less what this suite does for the whole repository: types, lint and Vitest. */
describe('model-defs', () => {
  it.each(names)(
    '%s has its parts, is pure, and passes its tests in the sandbox',
    { timeout: 120_000 },
    async (name) => {
      const folder = join(MODEL_DEFS, name);

      const { interfaceProblems, tests } = await runInSandbox(join(folder, 'index.ts'), name);

      expect(checkStructure(folder, name)).toEqual([]);
      expect(await checkPurity(folder)).toEqual([]);
      expect(interfaceProblems).toEqual([]);
      expect(tests?.filter(({ passed }) => !passed)).toEqual([]);
      expect(tests?.length).toBeGreaterThanOrEqual(2);
    },
  );
});
