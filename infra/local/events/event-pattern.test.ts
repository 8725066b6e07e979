import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { compilePattern } from './event-pattern.ts';

const EVENT: JsonObject = {
  source: 'optaic',
  'detail-type': 'monitoring.drift_alert',
  detail: { status: 'FAILED', count: 5, tags: ['a', 'b'], Name: 'SPX' },
};

const matches = (pattern: JsonObject): boolean => compilePattern(pattern, 'Rule')(EVENT);
const detail = (field: string, ...alternatives: JsonObject['x'][]): boolean =>
  matches({ detail: { [field]: alternatives } });

describe('compilePattern', () => {
  it('needs every field, and one alternative of each', () => {
    expect(matches({ source: ['other', 'optaic'], detail: { status: ['FAILED'] } })).toBe(true);
    expect(matches({ source: ['optaic'], detail: { status: ['SUCCEEDED'] } })).toBe(false);
    expect(matches({ source: ['optaic'], account: ['1'] })).toBe(false);
  });

  it.each([
    ['prefix', { prefix: 'FAIL' }, { prefix: 'OK' }],
    ['prefix without case', { prefix: { 'equals-ignore-case': 'fail' } }, { prefix: 'fail' }],
    ['suffix', { suffix: 'LED' }, { suffix: 'FAIL' }],
    ['equals-ignore-case', { 'equals-ignore-case': 'failed' }, { 'equals-ignore-case': 'fail' }],
    ['wildcard', { wildcard: 'F*D' }, { wildcard: 'F*X' }],
    ['anything-but', { 'anything-but': ['SUCCEEDED'] }, { 'anything-but': 'FAILED' }],
    ['anything-but prefix', { 'anything-but': { prefix: 'SUC' } }, { 'anything-but': { prefix: 'FA' } }],
    ['exists', { exists: true }, { exists: false }],
  ])('knows %s', (_name, good, bad) => {
    expect(detail('status', good)).toBe(true);
    expect(detail('status', bad)).toBe(false);
  });

  it('compares numbers', () => {
    expect(detail('count', { numeric: ['>', 0, '<=', 5] })).toBe(true);
    expect(detail('count', { numeric: ['>', 5] })).toBe(false);
    expect(detail('count', { numeric: ['=', 5] })).toBe(true);
    expect(detail('status', { numeric: ['=', 5] })).toBe(false);
  });

  it('matches an array by any of its items', () => {
    expect(detail('tags', 'b')).toBe(true);
    expect(detail('tags', 'c')).toBe(false);
  });

  it('finds an absent field by exists: false, also under an absent object', () => {
    expect(detail('missing', { exists: false })).toBe(true);
    expect(matches({ nowhere: { missing: [{ exists: false }] } })).toBe(true);
  });

  it('takes one branch of $or', () => {
    expect(matches({ $or: [{ source: ['x'] }, { detail: { count: [5] } }] })).toBe(true);
    expect(matches({ $or: [{ source: ['x'] }, { detail: { count: [6] } }] })).toBe(false);
  });

  it('names an operator that it does not know', () => {
    expect(() => detail('count', { cidr: '10.0.0.0/8' })).toThrow(
      'the event pattern of Rule has cidr, which the embedded bus does not know',
    );
  });
});
