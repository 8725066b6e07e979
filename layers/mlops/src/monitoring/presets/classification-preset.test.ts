import { describe, expect, it } from 'vitest';
import { type Column, numericColumn } from '../columns/index.ts';
import { classificationPreset, classificationQualityResult } from './classification-preset.ts';
import { expectSameFields, readCases, readExpected } from './evidently-cases.testing.ts';
import { roundExactly } from './precision-recall-table.ts';

const expected = readExpected();

describe('classificationPreset', () => {
  it.each(readCases('classification preset: '))('says of $name what Evidently says', ({ name, data, items }) => {
    const { probas_threshold: probasThreshold, k } = items[0]?.[1] ?? {};
    const cut = {
      ...(typeof probasThreshold === 'number' && { probasThreshold }),
      ...(typeof k === 'number' && { k }),
    };

    expectSameFields(classificationPreset(data, cut), expected[name]);
  });

  it('refuses a positive label that does not occur', () => {
    const current = new Map<string, Column>([
      ['target', { kind: 'categorical', codes: Int32Array.of(0, 1), categories: ['up', 'down'] }],
      ['prediction', numericColumn([0.25, 0.75])],
    ]);

    expect(() => classificationPreset({ current })).toThrowError(
      expect.objectContaining({ name: 'InvalidInputError', code: 'monitoring.labels_unclear' }),
    );
  });

  it('refuses data without a target', () => {
    expect(() => classificationQualityResult({ current: new Map() })).toThrowError(
      expect.objectContaining({ code: 'monitoring.roles_missing' }),
    );
  });
});

describe('roundExactly', () => {
  it('rounds the exact value, halves to the even digit', () => {
    expect([0.125, 2.5, 1.5, 2.675, 66.65].map((value, i) => roundExactly(value, [2, 0, 0, 2, 1][i]))).toEqual([
      0.12, 2, 2, 2.67, 66.7,
    ]);
  });
});
