import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { type IntrinsicScope, resolveIntrinsics } from './intrinsics.ts';

const scope: IntrinsicScope = {
  owner: 'Stack/Thing',
  ref: (id) => (id === 'Bucket' ? 'bucket-1' : undefined),
  attribute: (id, name) => `${id}.${name}`,
  importValue: (name) => `import(${name})`,
  condition: (name) => name === 'Yes',
  mapping: (...path) => path.join('/'),
};
const resolve = (value: Json): Json | undefined => resolveIntrinsics(value, scope);
const placeholder = (name: string): string => `$\{${name}}`;

describe('resolveIntrinsics', () => {
  it.each<[string, Json, Json]>([
    ['Ref', { Ref: 'Bucket' }, 'bucket-1'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table.Arn'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Bucket' }]] }, 'a-bucket-1'],
    ['Fn::Split and Fn::Select', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Bucket' }] }] }, '1'],
    ['Fn::ImportValue', { 'Fn::ImportValue': 'X' }, 'import(X)'],
    ['Fn::If', { 'Fn::If': ['Yes', { Ref: 'Bucket' }, 'no'] }, 'bucket-1'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['M', 'a', 'b'] }, 'M/a/b'],
    [
      'Fn::Sub',
      { 'Fn::Sub': `${placeholder('Bucket')}/${placeholder('T.Arn')}/${placeholder('!x')}` },
      `bucket-1/T.Arn/${placeholder('x')}`,
    ],
    ['Fn::Sub with variables', { 'Fn::Sub': [placeholder('x'), { x: { Ref: 'Bucket' } }] }, 'bucket-1'],
  ])('resolves %s', (_name, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it('drops AWS::NoValue', () => {
    expect(resolve({ a: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] }, b: [{ Ref: 'AWS::NoValue' }, 2] })).toEqual({
      b: [2],
    });
  });

  it('leaves the condition of a policy statement alone', () => {
    expect(resolve({ Condition: { Bool: { x: 'false' } } })).toEqual({ Condition: { Bool: { x: 'false' } } });
  });

  it('names what nothing declares and what it does not know', () => {
    expect(() => resolve({ Ref: 'Nothing' })).toThrow('Stack/Thing refers to Ref Nothing, which nothing declares');
    expect(() => resolve({ 'Fn::Cidr': [] })).toThrow('Stack/Thing uses Fn::Cidr');
    expect(() => resolve('{{resolve:ssm:x}}')).toThrow('{{resolve:ssm:x}}');
  });
});
