import { describe, expect, it } from 'vitest';
import { featureNamesOf, selectFeatures } from './select-features.ts';
import { testSchema } from './test-tables.ts';

const prices = { name: 'prices', schema: testSchema(['momentum', 'volatility']) };
const returns = { name: 'returns', schema: testSchema(['forward_return']) };
const macro = { name: 'macro', schema: testSchema(['rate', 'volatility'], { hasEntity: false }) };

describe('selectFeatures', () => {
  it('takes every number column but the target when none is named', () => {
    expect(selectFeatures([prices, returns], { targetColumn: 'forward_return' })).toEqual([
      { ...prices, columns: ['momentum', 'volatility'] },
    ]);
  });

  it('takes the named columns in their order, each from the dataset that has it', () => {
    const featureColumns = ['rate', 'volatility', 'momentum'];
    const rates = { name: 'macro', schema: testSchema(['rate'], { hasEntity: false }) };

    expect(selectFeatures([prices, rates], { featureColumns, targetColumn: 'y' })).toEqual([
      { ...prices, columns: ['volatility', 'momentum'] },
      { ...rates, columns: ['rate'] },
    ]);
  });

  it('tells columns of one name apart by their datasets, and calls the features so', () => {
    const first = { name: 'momentum_predictions', schema: testSchema(['score', 'signal']) };
    const second = { name: 'value_predictions', schema: testSchema(['score', 'signal']) };
    const featureColumns = ['value_predictions.signal', 'momentum_predictions.signal', 'momentum'];

    const selected = selectFeatures([first, second, prices], { featureColumns, targetColumn: 'y' });

    expect(selected).toEqual([
      { ...first, columns: ['signal'], names: ['momentum_predictions.signal'] },
      { ...second, columns: ['signal'], names: ['value_predictions.signal'] },
      { ...prices, columns: ['momentum'] },
    ]);
    expect(featureNamesOf(selected)).toEqual(['momentum_predictions.signal', 'value_predictions.signal', 'momentum']);
  });

  it.each([
    ['frame.feature_unknown', [prices], { featureColumns: ['prices.x'], targetColumn: 'y' }, '"prices.x"'],
    ['frame.feature_unknown', [prices], { featureColumns: ['x'], targetColumn: 'y' }, '"x"'],
    [
      'frame.feature_unknown',
      [prices, returns],
      { featureColumns: ['forward_return'], targetColumn: 'forward_return' },
      'target',
    ],
    ['frame.feature_ambiguous', [prices, macro], { targetColumn: 'y' }, '"prices.volatility"'],
    [
      'frame.feature_repeated',
      [prices, { name: 'other', schema: testSchema(['Momentum']) }],
      { targetColumn: 'y' },
      '"Momentum"',
    ],
    ['frame.feature_repeated', [prices], { featureColumns: ['momentum', 'momentum'], targetColumn: 'y' }, '"momentum"'],
    ['frame.no_features', [returns], { targetColumn: 'forward_return' }, '"returns"'],
  ])('fails with %s, naming what it is about', (code, datasets, selection, named) => {
    expect(() => selectFeatures(datasets, selection)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(named) }),
    );
  });
});
