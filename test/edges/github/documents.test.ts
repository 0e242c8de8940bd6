import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import * as documents from '../../../src/edges/github/documents.ts';
import { githubSchema } from '../../support/github/graphql-answers.ts';

test.each(Object.entries(documents))("%s is valid on GitHub's schema", (_name, document) => {
  expect(validate(githubSchema(), parse(document)).map(({ message }) => message)).toEqual([]);
});

test('a field that GitHub does not have is found', () => {
  expect(validate(githubSchema(), parse('{ viewer { slug } }'))).toHaveLength(1);
});
