import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectSameFields, readCases, readExpected } from '../presets/evidently-cases.testing.ts';
import { buildItem } from './build-item.testing.ts';
import { runSuite } from './run-suite.ts';

const SuiteSchema = z.object({
  tests: z.array(z.object({ name: z.string(), description: z.string(), status: z.string(), parameters: z.unknown() })),
  summary: z.unknown(),
});

const expected = readExpected();

/** Tests by name and column, and in their order among equals; a test that could not run is known by its reason. */
function byKey(suite: z.infer<typeof SuiteSchema>): Record<string, unknown> {
  const seen = new Map<string, number>();
  return Object.fromEntries(
    suite.tests.map((test) => {
      const column = /\*\*(.+?)\*\*/.exec(test.description)?.[1] ?? (test.status === 'ERROR' ? test.description : '');
      const key = `${test.name} ${column}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      return [`${key} ${count}`, test];
    }),
  );
}

describe.each([
  'data quality tests: ',
  'data stability tests: ',
  'named tests: ',
  'data drift tests: ',
  'no target tests: ',
  'drift named tests: ',
  'classification tests: ',
])('the suite of %s', (prefix) => {
  it.each(readCases(prefix))('says of $name what Evidently says', ({ name, items, data }) => {
    const theirs = SuiteSchema.parse(expected[name]);

    const ours = SuiteSchema.parse(runSuite(items.map(buildItem), data));

    expectSameFields(byKey(ours), byKey(theirs));
    expectSameFields(ours.summary, theirs.summary);
    expect(ours.tests.length).toBeGreaterThan(1);
  });
});
