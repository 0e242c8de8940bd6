import type { OneOrMore, Statement } from '../policy/document.ts';
import { globMatch, globMatchIgnoringCase } from '../policy/glob.ts';

export const listOf = (value: OneOrMore | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** Are all of the wanted actions, patterns included, below one of the held ones? */
export const holdsActions = (held: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((action) => held.some((pattern) => globMatchIgnoringCase(pattern, action)));

/** Do the statements allow the action, which may be a pattern, on all of the resource, which may be one too? Text alone. */
export const allows = (statements: readonly Statement[], action: string, resource: string): boolean =>
  statements.some(
    ({ Action, Resource }) =>
      listOf(Resource).some((pattern) => globMatch(pattern, resource)) && holdsActions(listOf(Action), [action]),
  );
