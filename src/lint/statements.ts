import { CATALOGUE, kindsOf, type ResourceKind, UNLISTED_ACTION } from '../policy/catalogue.ts';
import { matchesAction, namesEverything } from '../policy/evaluate.ts';
import { globMatchIgnoringCase } from '../policy/glob.ts';
import { type ParsedStatement, parseDocument } from '../policy/parse.ts';
import { globsOverlap } from './overlap.ts';
import type { LintedDocument } from './rule.ts';

const KNOWN_ACTIONS: readonly string[] = [...CATALOGUE.keys()].filter((action) => action !== UNLISTED_ACTION);

const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(
  KNOWN_ACTIONS.map((action) => [action.toLowerCase(), action]),
);

/** An action that exists nowhere and shares no letter with any: only what covers everything matches it. */
const ANY_ACTION = `cr:${'\u{E000}'.repeat(60)}`;

type WithDocument = Pick<LintedDocument, 'document'>;

const known = new WeakMap<object, readonly ParsedStatement[]>();

/** Statements that can decide a request to Container Registry; those of documents that break the grammar are left out. */
export function statementsOf({ document }: WithDocument): readonly ParsedStatement[] {
  if (typeof document !== 'object' || document === null) return [];
  const cached = known.get(document);
  if (cached !== undefined) return cached;
  const statements = parseDocument(document).statements.filter(
    (statement) => !statement.opaque && concernsRegistries(statement),
  );
  known.set(document, statements);
  return statements;
}

export const allowsOf = (document: WithDocument): readonly ParsedStatement[] =>
  statementsOf(document).filter(({ effect }) => effect === 'Allow');

export const deniesOf = (document: WithDocument): readonly ParsedStatement[] =>
  statementsOf(document).filter(({ effect }) => effect === 'Deny');

/** Can a statement match any `cr:` action? One that cannot be read can. */
export function concernsRegistries({ actions, notActions }: ParsedStatement): boolean {
  if (actions !== undefined) return actions.some(reachesRegistries);
  return notActions?.some((pattern) => globMatchIgnoringCase(pattern, ANY_ACTION)) !== true;
}

export function reachesRegistries(pattern: string): boolean {
  if (/^cr:/i.test(pattern)) return true;
  return /^[^:]*[*?]/.test(pattern) && globsOverlap(pattern.toLowerCase(), 'cr:*');
}

/** The statement's entries of `Action` that are about Container Registry alone. */
export const registryActions = ({ actions }: ParsedStatement): readonly string[] =>
  (actions ?? []).filter((pattern) => /^cr:/i.test(pattern));

/** `cr:*`, `*` and other spellings of every action. */
export const isEveryAction = (pattern: string): boolean => globMatchIgnoringCase(pattern, ANY_ACTION);

/** Every action of Container Registry, known or not, by `Action` or by a `NotAction` that leaves none of them out. */
export function givesEveryAction({ actions, notActions }: ParsedStatement): boolean {
  if (actions !== undefined) return actions.some(isEveryAction);
  return notActions?.some(reachesRegistries) !== true;
}

/** Every action of every service. */
export const givesEveryService = ({ actions }: ParsedStatement): boolean =>
  actions?.some((pattern) => /^\*+(?::\*+)?$/.test(pattern)) === true;

export const isUnconditional = ({ condition }: ParsedStatement): boolean => condition.length === 0;

export const gives = (statement: ParsedStatement, ...actions: readonly string[]): boolean =>
  actions.some((action) => matchesAction(statement, action));

/** Actions of the catalogue that an entry of `Action` matches. */
export function catalogueMatches(pattern: string): readonly string[] {
  if (hasWildcard(pattern)) return KNOWN_ACTIONS.filter((action) => globMatchIgnoringCase(pattern, action));
  const action = BY_LOWER_CASE.get(pattern.toLowerCase());
  return action === undefined ? [] : [action];
}

export const hasWildcard = (text: string): boolean => /[*?]/.test(text);

/** Authorised on `*` and on nothing else. */
export const isStarOnly = (action: string): boolean => {
  const kinds: readonly ResourceKind[] = kindsOf(action);
  return kinds.length === 1 && kinds[0] === 'star';
};

/** `*`: the only pattern that surely covers what is authorised on `*`. */
export const isStar = (resource: string): boolean => /^\*+$/.test(resource);

/** `*`, or the ARN of everything in Container Registry such as `acs:cr:*:*:*`. */
export const isEverything = (resource: string): boolean => isStar(resource) || namesEverything(resource, 'cr:x');

export const PULL = 'cr:PullRepository';
export const PUSH = 'cr:PushRepository';
export const LOGIN = 'cr:GetAuthorizationToken';
export const DELETIONS = ['cr:DeleteRepositoryTag', 'cr:DeleteRepository', 'cr:DeleteNamespace'] as const;
