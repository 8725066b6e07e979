import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CalendarDateSchema } from '@optaic/mlops/base';
import { deriveKnowledgeTime, nyse } from '@optaic/mlops/data/calendar';
import { DatasetSchemaSchema } from '@optaic/mlops/registry/dataset-schema';
import { describe, expect, it } from 'vitest';

const PAGE = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/data.md'), 'utf8');
const [, example = ''] = PAGE.split('<!-- calendar -->\n```ts\n');
const lines = (example.split('```')[0] ?? '').split('\n').flatMap((line) => {
  const [, expression, result] = /^(.*); \/\/ (.*)$/.exec(line) ?? [];
  return expression === undefined || result === undefined ? [] : [{ expression, result }];
});

describe('docs/data.md, trading time', () => {
  it('has five lines with their results', () => {
    expect(lines).toHaveLength(5);
  });

  it.each(lines)('$expression is $result', ({ expression, result }) => {
    const evaluate = new Function('nyse', 'deriveKnowledgeTime', 'date', `return ${expression}`);

    expect(String(evaluate(nyse, deriveKnowledgeTime, (text: string) => CalendarDateSchema.parse(text)))).toBe(result);
  });

  it.each(['derivation', 'updateFrequency'])('has a %s that a schema takes', (name) => {
    const [, json = ''] = PAGE.split(new RegExp(`"${name}": (?={)`));
    const parsed = DatasetSchemaSchema.safeParse({
      columns: [
        { name: 'event_time', role: 'event_time', type: 'timestamp' },
        { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
        { name: 'value', role: 'value', type: 'double' },
      ],
      knowledgeGrade: 'derived',
      [name]: JSON.parse(json.slice(0, json.indexOf('\n'))),
    });

    expect(parsed.error).toBeUndefined();
  });
});
