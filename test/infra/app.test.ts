import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi } from './checks/api.ts';
import { describeAsynchronousTargets } from './checks/asynchronous-targets.ts';
import { describeFunctions } from './checks/functions.ts';
import { describeMachines } from './checks/machines.ts';
import { describePermissions } from './checks/permissions.ts';
import { describeStorage } from './checks/storage.ts';
import { describeValidation } from './checks/validation.ts';
import { STACKS, type SynthesizedApp, synthesizeApp } from './synthesized-app.ts';

/** One file for all checks of the templates, so that the app is synthesized once. */
let synthesized: SynthesizedApp;
beforeAll(async () => {
  synthesized = await synthesizeApp();
}, 60_000);
afterAll(() => synthesized[Symbol.dispose]());
const app = (): SynthesizedApp => synthesized;

describeStorage(app);
describePermissions(app);
describeMachines(app);
describeAsynchronousTargets(app);
describeApi(app);
describeFunctions(app);
describeValidation(app);

describe('the app', () => {
  it('is synthesized to the same bytes, wherever it is built', async () => {
    using again = await synthesizeApp();

    const read = ({ directory }: SynthesizedApp, file: string) =>
      readFileSync(join(directory, 'cdk.out', file), 'utf8');
    for (const file of ['manifest.json', ...STACKS.map((stack) => `${stack}.template.json`)]) {
      expect(read(again, file)).toBe(read(synthesized, file));
    }
  });
});
