import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { expectSameFields } from '../../layers/mlops/src/monitoring/presets/evidently-cases.testing.ts';
import { describeWithPython } from './support/describe-with-python.ts';

/** It also made the committed answers, which presets and suites are compared with beside their sources. */
const SCRIPT = 'test/data/monitoring-presets/make_expected.py';
const CASES = 'test/data/monitoring-presets/cases.json';
const EXPECTED = 'test/data/monitoring-presets/expected.json';
const REQUIREMENTS = fileURLToPath(new URL('evidently.requirements.txt', import.meta.url));
const TIMEOUT_MS = 240_000;

const AnswersSchema = z.record(z.string(), z.record(z.string(), z.unknown()));
const TestsSchema = z.array(z.unknown());

describeWithPython(
  'presets and suites, beside Evidently',
  (python) => {
    it(
      'are compared with what Evidently says today',
      () => {
        const live = AnswersSchema.parse(JSON.parse(python.run(SCRIPT, [CASES])));
        const committed = AnswersSchema.parse(JSON.parse(readFileSync(EXPECTED, 'utf8')));

        expect(Object.keys(live)).toEqual(Object.keys(committed));
        for (const [name, answer] of Object.entries(committed)) {
          expectSameFields(inOrder(live[name]), inOrder(answer), name);
        }
      },
      TIMEOUT_MS,
    );
  },
  REQUIREMENTS,
);

/** Evidently's own order of generated tests and metrics differs from run to run. */
function inOrder(answer: Readonly<Record<string, unknown>> | undefined): unknown {
  return Object.fromEntries(
    Object.entries(answer ?? {}).map(([field, value]) => {
      const items = TestsSchema.safeParse(value);
      return [
        field,
        items.success
          ? items.data
              .map((item) => JSON.stringify(item))
              .sort()
              .map((item) => JSON.parse(item))
          : value,
      ];
    }),
  );
}
