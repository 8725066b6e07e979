import { describe, expect, it } from 'vitest';
import { createStatusLine, formatBytes, formatShare } from './status-line.ts';

describe('createStatusLine', () => {
  function open(isTTY: boolean) {
    const written: string[] = [];
    const clock = { now: 0 };
    const out = {
      isTTY,
      write: (text: string) => {
        written.push(text);
        return true;
      },
    };
    return { status: createStatusLine({ out, now: () => clock.now }), written, clock };
  }

  it('says nothing in the first two seconds', () => {
    const { status, written, clock } = open(true);

    status.show('reading');
    clock.now = 1_999;
    status.show('reading');
    status.clear();

    expect(written).toEqual([]);
  });

  it('replaces its line on a terminal, and takes it away', () => {
    const { status, written, clock } = open(true);

    clock.now = 2_000;
    status.show('10 %');
    clock.now = 2_050;
    status.show('11 %');
    clock.now = 3_000;
    status.show('20 %');
    status.clear();

    expect(written).toEqual(['\r\x1b[K… 10 %, 2 s', '\r\x1b[K… 20 %, 3 s', '\r\x1b[K']);
  });

  it('writes a line every ten seconds into a log', () => {
    const { status, written, clock } = open(false);

    for (clock.now = 0; clock.now <= 13_000; clock.now += 1_000) status.show('reading');
    status.clear();

    expect(written).toEqual(['… reading, 2 s\n', '… reading, 12 s\n']);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_234, '1.2 kB'],
    [56_000_000, '56 MB'],
    [4_900_000_000, '4.9 GB'],
    [4_900_000_000_000, '4900 GB'],
  ])('says %d as %s', (bytes, said) => {
    expect(formatBytes(bytes)).toBe(said);
  });
});

describe('formatShare', () => {
  it('rounds down, so that only the end is 100 %', () => {
    expect([formatShare(999, 1_000), formatShare(1_000, 1_000)]).toEqual(['99 % of 1.0 kB', '100 % of 1.0 kB']);
  });
});
