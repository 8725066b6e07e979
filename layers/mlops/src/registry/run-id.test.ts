import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newRunId, runIdFrom } from './run-id.ts';

describe('runIdFrom', () => {
  it('is the same for the same purpose, whatever the order of its members, and different for another', () => {
    const id = runIdFrom({ instanceId: 'SPX', kind: 'training' });

    expect(runIdFrom({ kind: 'training', instanceId: 'SPX' })).toBe(id);
    expect(runIdFrom({ kind: 'inference', instanceId: 'SPX' })).not.toBe(id);
    expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  });
});

describe('newRunId', () => {
  it('is the ULID of its specification: ten characters of time, sixteen of entropy', () => {
    expect(newRunId(1_469_918_176_385, new Uint8Array(10))).toBe('01ARYZ6S410000000000000000');
    expect(newRunId(0, new Uint8Array(10).fill(255))).toBe('0000000000ZZZZZZZZZZZZZZZZ');
  });

  it('sorts by time', () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    const entropy = fc.uint8Array({ minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(time, time, entropy, entropy, (earlier, later, first, second) => {
        fc.pre(earlier < later);
        expect(newRunId(earlier, first) < newRunId(later, second)).toBe(true);
      }),
    );
  });
});
