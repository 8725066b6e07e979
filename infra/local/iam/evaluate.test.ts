import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { type AccessQuestion, evaluateAccess } from './evaluate.ts';
import { parsePolicyDocument } from './policy-document.ts';

const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Registry';

function decide(statements: Json, question: Partial<AccessQuestion> = {}): string {
  const parsed = parsePolicyDocument({ Version: '2012-10-17', Statement: statements }, 'test');
  return evaluateAccess(parsed, { action: 'dynamodb:PutItem', resource: TABLE, ...question });
}

const allow = (more: object): Json => ({ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', ...more });

describe('evaluateAccess', () => {
  it('denies what nothing allows', () => {
    expect(decide([])).toBe('implicitly denied');
    expect(decide(allow({ Action: 'dynamodb:GetItem' }))).toBe('implicitly denied');
    expect(decide(allow({ Resource: `${TABLE}2` }))).toBe('implicitly denied');
  });

  it('allows by action without regard to case, and by resource with it', () => {
    expect(decide(allow({ Action: ['s3:GetObject', 'DynamoDB:putitem'], Resource: TABLE }))).toBe('allowed');
    expect(decide(allow({ Resource: TABLE.toLowerCase() }))).toBe('implicitly denied');
  });

  it('knows * and ?', () => {
    expect(decide(allow({ Action: 'dynamodb:Put*', Resource: 'arn:*:table/Regist??' }))).toBe('allowed');
    expect(decide(allow({ Resource: 'arn:*:table/Regist?' }))).toBe('implicitly denied');
  });

  it('lets an explicit deny win over any allow', () => {
    const deny = { Effect: 'Deny', NotAction: 'dynamodb:GetItem', Resource: '*' };

    expect(decide([allow({}), deny])).toBe('explicitly denied');
    expect(decide([allow({}), deny], { action: 'dynamodb:GetItem' })).toBe('allowed');
  });

  it('holds a condition against the keys of the request', () => {
    const prefix = (operator: string, value: Json): Json =>
      allow({ Condition: { [operator]: { 's3:prefix': value } } });
    const context = { 's3:prefix': 'runs/7/' };

    expect(decide(prefix('StringLike', ['runs/*', 'models/*']), { context })).toBe('allowed');
    expect(decide(prefix('StringEquals', 'runs/7/'), { context })).toBe('allowed');
    expect(decide(prefix('StringNotEquals', 'runs/7/'), { context })).toBe('implicitly denied');
    expect(decide(prefix('StringEquals', 'runs/7/'))).toBe('implicitly denied');
    expect(decide(prefix('StringEqualsIfExists', 'runs/7/'))).toBe('allowed');
    expect(decide(prefix('Null', 'true'))).toBe('allowed');
    expect(decide(prefix('ForAnyValue:StringLike', 'b*'), { context: { 's3:prefix': ['a', 'b'] } })).toBe('allowed');
    expect(decide(prefix('ForAllValues:StringLike', 'b*'), { context: { 's3:prefix': ['a', 'b'] } })).toBe(
      'implicitly denied',
    );
  });

  it('counts the loopback as secure transport', () => {
    const insecure = {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };

    expect(decide([allow({}), insecure])).toBe('allowed');
  });

  it('refuses to guess: an unknown operator, element or variable is an error that names it', () => {
    expect(() => decide(allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }))).toThrow('IpAddress');
    expect(() => decide(allow({ Principal: '*' }))).toThrow('Principal');
    expect(() => decide(allow({ Resource: `arn:aws:s3:::b/${'$'}{aws:username}` }))).toThrow('the policy variable');
  });
});
