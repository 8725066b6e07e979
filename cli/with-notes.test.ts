import { describe, expect, it } from 'vitest';
import { withNotes } from './with-notes.ts';

describe('withNotes', () => {
  it('puts each note once below the table, and nothing where there is none', () => {
    expect(withNotes('table', ['survivors only', 'survivors only'])).toBe('table\n\n  · survivors only');
    expect(withNotes('table', [])).toBe('table');
    expect(withNotes('table', undefined)).toBe('table');
  });
});
