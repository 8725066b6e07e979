import { ConflictError, InvalidInputError } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { splitCodedMessage, withCodeInMessage } from './failure-message.ts';

describe('withCodeInMessage', () => {
  it('puts the code before the message, of the same class, details, cause and stack', () => {
    const cause = new Error('why');
    const error = new InvalidInputError('dataset.rows_before_knowledge', '3 rows', { cause, details: { rows: [1] } });

    const coded = withCodeInMessage(error);

    expect(coded).toBeInstanceOf(InvalidInputError);
    expect(coded).toMatchObject({
      name: 'InvalidInputError',
      code: 'dataset.rows_before_knowledge',
      message: '[dataset.rows_before_knowledge] 3 rows',
      details: { rows: [1] },
      cause,
      stack: error.stack,
    });
  });

  it('leaves a message that carries its code as it is', () => {
    const coded = withCodeInMessage(new ConflictError('run.exists', 'taken'));

    expect(withCodeInMessage(coded)).toBe(coded);
  });
});

describe('splitCodedMessage', () => {
  it('gives back what withCodeInMessage put together, over several lines too', () => {
    const { message } = withCodeInMessage(new ConflictError('model_version.illegal_transition', 'first\nsecond [x.y]'));

    expect(splitCodedMessage(message)).toEqual({
      code: 'model_version.illegal_transition',
      message: 'first\nsecond [x.y]',
    });
  });

  it.each(['no code', '[not a code] text', '[nodot] text', ' [a.b] text', ''])('leaves %j whole', (text) => {
    expect(splitCodedMessage(text)).toEqual({ message: text });
  });
});
