import type { Caller } from './caller.ts';
import { parseJson } from './params.ts';

/** Who asks to assume a role: a signed caller, or a verified token of an OIDC provider with its claims. */
export type Assumer =
  | { readonly kind: 'caller'; readonly caller: Caller; readonly account: string }
  | {
      readonly kind: 'federated';
      readonly providerArn: string;
      readonly claims: Readonly<Record<string, string | readonly string[]>>;
    };

/**
 * True when the role's trust document (JSON text) lets the assumer in. Fails closed: what is not understood matches
 * no Allow, and a Deny that names the assumer is taken as it stands.
 */
export function isTrusted(trust: string, assumer: Assumer): boolean {
  const document = parseJson(trust) as { Statement?: unknown } | undefined;
  const statements = Array.isArray(document?.Statement) ? (document.Statement as TrustStatement[]) : [];
  const matching = statements.filter((statement) => namesAction(statement) && namesPrincipal(statement, assumer));
  const holds = (statement: TrustStatement) => conditionHolds(statement.Condition, assumer);
  if (matching.some((statement) => statement.Effect === 'Deny' && holds(statement))) return false;
  return matching.some((statement) => statement.Effect === 'Allow' && holds(statement));
}

interface TrustStatement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');

const ASSUME_ACTIONS = ['sts:assumerole', 'sts:assumerolewithoidc'];

const namesAction = ({ Action }: TrustStatement): boolean =>
  textsOf(Action).some((pattern) => ASSUME_ACTIONS.some((action) => matches(pattern.toLowerCase(), action)));

function namesPrincipal({ Principal }: TrustStatement, assumer: Assumer): boolean {
  const { RAM, Federated } = (typeof Principal === 'object' && Principal !== null ? Principal : {}) as {
    RAM?: unknown;
    Federated?: unknown;
  };
  if (assumer.kind === 'federated') return textsOf(Federated).includes(assumer.providerArn);
  const { caller, account } = assumer;
  const accepted = ['*', `acs:ram::${account}:root`];
  if (caller.kind === 'user') accepted.push(`acs:ram::${account}:user/${caller.name}`);
  if (caller.kind === 'role') accepted.push(`acs:ram::${account}:role/${caller.name}`);
  return textsOf(RAM).some((principal) => accepted.includes(principal));
}

function conditionHolds(condition: unknown, assumer: Assumer): boolean {
  if (condition === undefined) return true;
  if (typeof condition !== 'object' || condition === null) return false;
  return Object.entries(condition).every(
    ([operator, keys]) =>
      typeof keys === 'object' &&
      keys !== null &&
      Object.entries(keys).every(([key, wanted]) => keyHolds(operator, textsOf(wanted), claimOf(assumer, key))),
  );
}

function claimOf(assumer: Assumer, key: string): readonly string[] {
  if (assumer.kind === 'caller') return [];
  const value = assumer.claims[key.toLowerCase()];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function keyHolds(operator: string, wanted: readonly string[], actual: readonly string[]): boolean {
  const some = (test: (pattern: string, value: string) => boolean) =>
    actual.some((value) => wanted.some((pattern) => test(pattern, value)));
  switch (operator) {
    case 'StringEquals':
      return some((pattern, value) => pattern === value);
    case 'StringEqualsIgnoreCase':
      return some((pattern, value) => pattern.toLowerCase() === value.toLowerCase());
    case 'StringLike':
      return some(matches);
    case 'StringNotEquals':
      return actual.length > 0 && !some((pattern, value) => pattern === value);
    case 'StringNotLike':
      return actual.length > 0 && !some(matches);
    default:
      return false;
  }
}

/** RAM wildcards: `*` any run, `?` one character. Linear in the text for one star at a time; no regular expressions. */
function matches(pattern: string, value: string): boolean {
  let p = 0;
  let v = 0;
  let star = -1;
  let resume = 0;
  while (v < value.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = v;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === value[v])) {
      p++;
      v++;
    } else if (star >= 0) {
      p = star + 1;
      v = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
