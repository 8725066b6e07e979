import { describe, expect, it } from 'vitest';
import { knownBy, poisonedAfter, scaledUntil, shuffledAfter } from './spoil-tables.ts';

const row = (entity: string, eventTime: number, knowledgeTime: number, close: number) => ({
  entity,
  eventTime,
  knowledgeTime,
  values: { close },
});
const TABLES = {
  prices: [row('A', 1, 1, 10), row('A', 2, 2, 11), row('A', 1, 5, 12), row('B', 6, 6, 13), row('B', 7, 7, 14)],
};

describe('knownBy', () => {
  it('leaves out what became known later, revisions too', () => {
    expect(knownBy(TABLES, 2).prices).toEqual(TABLES.prices.slice(0, 2));
  });
});

describe('shuffledAfter', () => {
  it('exchanges values among later rows only, keys kept', () => {
    const { prices } = shuffledAfter(TABLES, 2);

    expect(prices.slice(0, 2)).toEqual(TABLES.prices.slice(0, 2));
    expect(prices.map(({ knowledgeTime }) => knowledgeTime)).toEqual([1, 2, 5, 6, 7]);
    expect(prices.slice(2).map(({ values }) => values.close)).not.toEqual([12, 13, 14]);
    expect(
      prices
        .slice(2)
        .map(({ values }) => values.close)
        .toSorted(),
    ).toEqual([12, 13, 14]);
  });
});

describe('poisonedAfter', () => {
  it('changes nothing that is known by the time', () => {
    expect(knownBy(poisonedAfter(TABLES, 2), 2)).toEqual(knownBy(TABLES, 2));
  });

  it('makes later rows garbage, restates history and adds rows, of unheard-of entities too', () => {
    const later = poisonedAfter(TABLES, 2).prices.slice(2);

    expect(later.map(({ values }) => values.close)).toSatisfy((closes: number[]) =>
      closes.every((close) => Number.isNaN(close) || Math.abs(close) === 1e30),
    );
    expect(later).toContainEqual(expect.objectContaining({ entity: 'A', eventTime: 1, knowledgeTime: 3 }));
    expect(later).toContainEqual(expect.objectContaining({ entity: 'A', eventTime: 2, knowledgeTime: 3 }));
    expect(later.map(({ entity }) => entity)).toContain('!unheard-of');
  });
});

describe('scaledUntil', () => {
  it('scales what is known by the time', () => {
    expect(scaledUntil(TABLES, 2, -1).prices.map(({ values }) => values.close)).toEqual([-10, -11, 12, 13, 14]);
  });
});
