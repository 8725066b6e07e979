import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { targetInput } from './target-input.ts';

const EVENT: JsonObject = { source: 'optaic', detail: { name: 'a "b"', items: [{ id: 7 }] } };
const target = { id: 'T', arn: 'arn', maximumRetryAttempts: 0, maximumEventAgeSeconds: 60 };

describe('targetInput', () => {
  it('is the event, a part of it, or a constant', () => {
    expect(targetInput(EVENT, target)).toBe(JSON.stringify(EVENT));
    expect(targetInput(EVENT, { ...target, inputPath: '$.detail.items[0]' })).toBe('{"id":7}');
    expect(targetInput(EVENT, { ...target, input: '{"x":1}' })).toBe('{"x":1}');
  });

  it('fills a template: JSON outside of quotes, text inside', () => {
    const paths = { name: '$.detail.name', id: '$.detail.items[0].id', item: '$.detail.items[0]' };
    const template = '{"name": <name>, "text": "<id> is <name>", "item": <item>}';

    const input = targetInput(EVENT, { ...target, inputTransformer: { paths, template } });

    expect(JSON.parse(input)).toEqual({ name: 'a "b"', text: '7 is a "b"', item: { id: 7 } });
  });
});
