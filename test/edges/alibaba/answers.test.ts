import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/edges/alibaba/answers.ts';

describe('the text of a policy document', () => {
  it('is parsed when it says one thing', () => {
    expect(parseDocument('{"Version":"1","Statement":[{"a":1},{"a":2}]}')).toEqual({
      Version: '1',
      Statement: [{ a: 1 }, { a: 2 }],
    });
  });

  it.each(['', '{', 'x', '{"Effect":"Deny","Effect":"Allow"}', '{"a":[{"b":1,"b":1}]}', '{"a":1,"\\u0061":2}'])(
    'is unread when it is no JSON or names a key twice: %s',
    (text) => {
      expect(parseDocument(text)).toBeUndefined();
    },
  );
});
