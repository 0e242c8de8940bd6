import { describe, expect, it } from 'vitest';
import * as universe from '../../../src/policy/access/universe.ts';

const { isPossible, NAMESPACE, NAMESPACE_LIST, NOTHING, PERSONAL_REPOSITORY, REPOSITORY } = universe;

describe('the open ends of requests', () => {
  it.each([
    ['nothing', NOTHING, [''], ['a']],
    ['a namespace', NAMESPACE, ['a', 'a-b', '*'], ['', 'a/b', 'a:b']],
    ['a list of a namespace', NAMESPACE_LIST, ['a/*'], ['a', 'a/', 'a/b', 'a/*b', '/*', 'a:/*']],
    ['a repository', REPOSITORY, ['a/b', 'a/b/c'], ['a', 'a/', '/b', 'a/b:c', '']],
    ['a repository of Personal Edition', PERSONAL_REPOSITORY, ['a/b'], ['a', 'a/b/c', 'a/', '/b', 'a/b:c']],
  ])('%s', (_name, one, possible, impossible) => {
    const letters = (text: string) => Array.from(text, (letter) => letter.codePointAt(0)!);
    for (const text of possible) expect([text, isPossible(one, letters(text))]).toEqual([text, true]);
    for (const text of impossible) expect([text, isPossible(one, letters(text))]).toEqual([text, false]);
  });
});
