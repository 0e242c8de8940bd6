import { type Clause, type ClauseResult, type Context, evaluateClause, readContext } from './conditions/clause.ts';
import { type Decision, decide, type Match } from './decide.ts';
import { globMatch, globMatchIgnoringCase } from './glob.ts';
import { type ParsedStatement, parseDocument } from './parse.ts';
import { ACCOUNT_SCOPE, type PolicyType, type Scope } from './principal.ts';

/** A policy that reaches a principal, directly or through a group. */
export interface AttachedDocument {
  readonly policy: string;
  readonly type: PolicyType;
  readonly scope: Scope;
  /** how it reaches the principal: `[]` directly, `['group:devs']` through a group */
  readonly via: readonly string[];
  /** the default version as parsed JSON, unchecked; `undefined` = could not be read */
  readonly document: unknown;
}

export type { Decision };

export interface AccessRequest {
  readonly action: string;
  /** literal text: `*` and `?` in it are ordinary characters */
  readonly resource: string;
  /** condition keys and values; a key that is not there is unknown, not absent */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** A statement that matches the request, for certain or perhaps. */
export interface Reason {
  readonly policy: string;
  readonly type: PolicyType;
  readonly scope: Scope;
  readonly via: readonly string[];
  /** position in the document, from 1 */
  readonly statement: number;
  readonly effect: ParsedStatement['effect'];
  readonly match: 'yes' | 'maybe';
  /** what is not known, when `match` is `maybe` */
  readonly why?: string;
}

export interface Evaluation {
  readonly decision: Decision;
  readonly reasons: readonly Reason[];
}

/** Looks up in which resource group a resource lies; `undefined` = not known. */
export interface Groups {
  resourceGroupOf(resource: string): string | undefined;
}

/**
 * Decides one request (S1-S16). Every way to read the documents and every unknown context is looked at: an answer that is
 * the same in all of them is given, any other is `conditional` or `unknown`.
 */
export function evaluate(attached: readonly AttachedDocument[], request: AccessRequest, world: Groups): Evaluation {
  const context = readContext(request.context);
  const matches: Match[] = [];
  const reasons: Reason[] = [];
  for (const { document, ...attachment } of attached) {
    const scope = matchScope(attachment.scope, request.resource, world);
    if (scope === false) continue;
    for (const statement of parseDocument(document).statements) {
      const match = matchStatement(statement, request, context, scope);
      if (match === undefined) continue;
      matches.push({ ...match, atAccount: attachment.scope === ACCOUNT_SCOPE });
      const why = [...match.open, ...match.missing.map(({ name }) => `depends on ${name}`)].join('; ');
      const { policy, type, via } = attachment;
      const reason = { policy, type, scope: attachment.scope, via, statement: statement.index, effect: match.effect };
      reasons.push(why === '' ? { ...reason, match: 'yes' } : { ...reason, match: 'maybe', why });
    }
  }
  return { decision: decide(matches), reasons };
}

/** S9: `true` = applies, `false` = does not, else why that is open. */
function matchScope(scope: Scope, resource: string, world: Groups): boolean | string {
  if (scope === ACCOUNT_SCOPE) return true;
  if (resource === '*') return `whether ${scope} has a say in what is authorised on * is not documented`;
  const group = world.resourceGroupOf(resource);
  return group === undefined ? 'the resource group of the resource is not known' : group === scope;
}

function matchStatement(
  statement: ParsedStatement,
  request: AccessRequest,
  context: Context,
  scope: true | string,
): Omit<Match, 'atAccount'> | undefined {
  if (!matchesAction(statement, request.action)) return undefined;
  const resource = matchResource(statement.resources, request);
  if (resource === false) return undefined;
  const condition = matchCondition(statement.condition, context);
  if (condition === undefined) return undefined;
  const open = [
    ...(scope === true ? [] : [scope]),
    ...(statement.opaque ? ['the document breaks the policy grammar'] : []),
    ...(resource === true ? [] : [resource]),
    ...condition.unreadable,
  ];
  return { effect: statement.effect, open, missing: condition.missing };
}

/** S4. */
export function matchesAction({ actions, notActions }: ParsedStatement, action: string): boolean {
  if (actions !== undefined) return actions.some((pattern) => globMatchIgnoringCase(pattern, action));
  return notActions?.some((pattern) => globMatchIgnoringCase(pattern, action)) !== true;
}

/** S5. */
function matchResource(patterns: readonly string[], { action, resource }: AccessRequest): boolean | string {
  if (patterns.some((pattern) => globMatch(pattern, resource))) return true;
  const every = resource === '*' ? patterns.find((pattern) => namesEverything(pattern, action)) : undefined;
  return every === undefined ? false : `whether ${every} covers what is authorised on * is not documented`;
}

/** Whether a pattern is the ARN form of "everything" in the service of an action: `acs:cr:*:*:*`, `acs:cr:*`. */
export function namesEverything(pattern: string, action: string): boolean {
  if (!pattern.endsWith('*')) return false;
  const [prefix, service = '', ...rest] = pattern.split(':');
  const code = action.slice(0, Math.max(action.indexOf(':'), 0));
  const last = rest.length > 3 ? rest.slice(2).join(':') : (rest.at(-1) ?? service);
  return prefix === 'acs' && globMatchIgnoringCase(service, code) && /^\*+$/.test(last);
}

/** S7. `undefined` = does not hold. */
function matchCondition(
  clauses: readonly Clause[],
  context: Context,
): { readonly missing: readonly Clause[]; readonly unreadable: readonly string[] } | undefined {
  const results = clauses.map((clause) => ({ clause, result: evaluateClause(clause, context) }));
  if (results.some(({ result }) => result === 'no')) return undefined;
  const having = (wanted: ClauseResult) =>
    results.filter(({ result }) => result === wanted).map(({ clause }) => clause);
  const unreadable = having('unreadable').map(
    ({ operator, name }) => `what ${operator} says of ${name} is not documented`,
  );
  return { missing: having('missing'), unreadable };
}
