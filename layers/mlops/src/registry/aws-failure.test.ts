import { describe, expect, it } from 'vitest';
import { httpStatusOf, translateAwsFailure } from './aws-failure.ts';

const awsError = (name: string, httpStatusCode: number, message = 'said so') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

describe('translateAwsFailure', () => {
  it.each([
    awsError('ThrottlingException', 400),
    awsError('ProvisionedThroughputExceededException', 400),
    awsError('SomethingNew', 503),
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('aborted'), { code: 'ECONNRESET' }),
  ])('calls $name ($message) unavailable', (error) => {
    expect(translateAwsFailure('s3', error)).toMatchObject({
      name: 'UnavailableError',
      code: 's3.unavailable',
      cause: error,
      message: expect.stringContaining(error.message),
    });
  });

  it('leaves a denial and a bug what they are', () => {
    const denial = awsError('AccessDeniedException', 400, 'not authorized to perform: dynamodb:PutItem');
    const bug = new TypeError('x is undefined');

    expect(translateAwsFailure('dynamodb', denial)).toBe(denial);
    expect(translateAwsFailure('dynamodb', bug)).toBe(bug);
    expect(translateAwsFailure('dynamodb', 'thrown text')).toBe('thrown text');
  });

  it("takes the SDK's error out of ElectroDB's", () => {
    const denial = awsError('AccessDeniedException', 400);
    const wrapped = Object.assign(new Error('wrapped', { cause: denial }), { name: 'ElectroError' });

    expect(translateAwsFailure('dynamodb', wrapped)).toBe(denial);
  });
});

describe('httpStatusOf', () => {
  it('is 0 for what carries none', () => {
    expect([new Error('x'), undefined, Object.assign(new Error('x'), { $metadata: null })].map(httpStatusOf)).toEqual([
      0, 0, 0,
    ]);
    expect(httpStatusOf(awsError('E', 418))).toBe(418);
  });
});
