import { describe, expect, it } from 'vitest';
import { fitRidge } from './fit-ridge.ts';
import { decodeLinearModel } from './linear-model.ts';
import { parseElasticNetParameters, parseLogisticParameters, parseRidgeParameters } from './parameters.ts';
import { predictLinear } from './predict-linear.ts';
import { simulateLabels } from './simulated-labels.testing.ts';

describe('predictLinear', () => {
  it('refuses values that do not hold the rows', () => {
    const model = fitRidge(simulateLabels(1, 10, 2), parseRidgeParameters({}));

    expect(() => predictLinear(model, new Float32Array(3), 2)).toThrow(
      expect.objectContaining({ code: 'learner.shape_mismatch' }),
    );
    expect(predictLinear(model, new Float32Array(), 0)).toEqual(new Float32Array());
  });
});

describe('decodeLinearModel', () => {
  const model = fitRidge(simulateLabels(1, 10, 2), parseRidgeParameters({}));
  it.each([
    ['cut short', JSON.stringify(model).slice(0, -9)],
    ['of another learner', JSON.stringify({ ...model, learner: 'forest' })],
    ['with a coefficient too many', JSON.stringify({ ...model, coefficients: [1, 2, 3] })],
    ['with a coefficient that is no number', JSON.stringify({ ...model, coefficients: [1, null] })],
    ['with an infinite intercept', JSON.stringify(model).replace(/"intercept":[^,]+/, '"intercept":Infinity')],
    ['without features', JSON.stringify({ ...model, featureNames: [] })],
  ])('refuses a file %s', (_, hostile) => {
    expect(() => decodeLinearModel(Buffer.from(hostile))).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'learner.model_malformed' }),
    );
  });
});

describe.each([
  [
    'parseRidgeParameters',
    parseRidgeParameters,
    { alpha: -1 },
    'parameter alpha is -1; allowed: a number in [0, 1000000000000]',
  ],
  [
    'parseElasticNetParameters',
    parseElasticNetParameters,
    { l1_ratio: 2 },
    'parameter l1_ratio is 2; allowed: a number in [0, 1]',
  ],
  ['parseElasticNetParameters', parseElasticNetParameters, { max_iter: 0.5 }, 'allowed: an integer in [1, 1000000]'],
  [
    'parseLogisticParameters',
    parseLogisticParameters,
    { C: 0 },
    'parameter C is 0; allowed: a number in (0, 1000000000000]',
  ],
  ['parseLogisticParameters', parseLogisticParameters, { standardise: 1 }, 'allowed: true or false'],
  [
    'parseRidgeParameters',
    parseRidgeParameters,
    { lambda: 1 },
    'unknown parameter lambda; allowed: alpha, standardise',
  ],
] as const)('%s', (_, parse, raw, message) => {
  it(`refuses ${JSON.stringify(raw)}, naming what is allowed`, () => {
    expect(() => parse(raw)).toThrow(message);
  });
});
