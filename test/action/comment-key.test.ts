import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CommentSubject, commentKey, marker } from '../../src/action/comment-key.ts';

const subject: CommentSubject = {
  repository: 'org/repo',
  workflow: '.github/workflows/acr-access.yml',
  path: 'acr-access.yaml',
  account: '1234567890123456',
};

it('makes the marker that the contract shows', () => {
  expect(marker('plan', commentKey(subject))).toMatch(/^<!-- acr-access:plan v1 key=[0-9a-f]{16} -->$/);
  expect(marker('drift', '0123456789abcdef')).toBe('<!-- acr-access:drift v1 key=0123456789abcdef -->');
});

it('is the same from run to run', () => {
  expect(commentKey({ ...subject })).toBe('9213605a492ef5bf');
});

it('differs when any part does, wherever the borders between the parts are', () => {
  const any = fc.record({ repository: fc.string(), workflow: fc.string(), path: fc.string(), account: fc.string() });
  const small = fc.record({
    repository: fc.constantFrom('a', 'ab', ''),
    workflow: fc.constantFrom('b', '', 'bc'),
    path: fc.constantFrom('c', '', 'bc'),
    account: fc.constantFrom('1', '', 'c1'),
  });
  fc.assert(
    fc.property(fc.oneof(any, small), fc.oneof(any, small), (a, b) => {
      expect(commentKey(a) === commentKey(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});
