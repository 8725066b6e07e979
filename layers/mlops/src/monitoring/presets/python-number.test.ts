import { describe, expect, it } from 'vitest';
import { formatFloat, formatGeneral, formatPlain } from './python-number.ts';

// Left: the double; right: what CPython 3.11 prints.
describe('formatGeneral', () => {
  it.each([
    [0, '0'],
    [50, '50'],
    [0.154_25, '0.154'],
    [1e-12, '1e-12'],
    [0.0001, '0.0001'],
    [0.000_012_34, '1.23e-05'],
    [999.6, '1e+03'],
    [102, '102'],
    [147.4, '147'],
    [123_456, '1.23e+05'],
    [-2.26, '-2.26'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('prints %d as %s', (value, text) => expect(formatGeneral(value)).toBe(text));

  it('rounds an exact half to the even digit', () => {
    expect(formatGeneral(2.125)).toBe('2.12');
    expect(formatGeneral(2.375)).toBe('2.38');
  });
});

describe('formatPlain', () => {
  it.each([
    [0, '0.0'],
    [5, '5.0'],
    [12.34, '12.3'],
    [123, '1.23e+02'],
    [100, '1e+02'],
    [4.16e16, '4.16e+16'],
    [0.6, '0.6'],
  ])('prints %d as %s', (value, text) => expect(formatPlain(value)).toBe(text));
});

describe('formatFloat', () => {
  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [-1.65, '-1.65'],
    [2, '2.0'],
    [0.000_12, '0.00012'],
    [0.000_012, '1.2e-05'],
    [1e16, '1e+16'],
    [123_456_789, '123456789.0'],
    [Number.NaN, 'nan'],
  ])('prints %d as %s', (value, text) => expect(formatFloat(value)).toBe(text));
});
