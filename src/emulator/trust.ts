import { type Context, evaluateClause, readContext } from '../policy/conditions/clause.ts';
import { globMatchIgnoringCase } from '../policy/glob.ts';
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

interface TrustStatement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/**
 * True when the role's trust document (JSON text) lets the assumer in. Fails closed: an Allow counts when all of its
 * conditions hold for certain, a Deny unless one of them fails for certain.
 */
export function isTrusted(trust: string, assumer: Assumer): boolean {
  const document = parseJson(trust) as { Statement?: unknown } | undefined;
  const statements = Array.isArray(document?.Statement) ? (document.Statement as TrustStatement[]) : [];
  const context = readContext(assumer.kind === 'federated' ? assumer.claims : {});
  const matching = statements.filter((statement) => namesAction(statement) && namesPrincipal(statement, assumer));
  if (matching.some(({ Effect, Condition }) => Effect === 'Deny' && conditionSays(Condition, context) !== 'no')) {
    return false;
  }
  return matching.some(({ Effect, Condition }) => Effect === 'Allow' && conditionSays(Condition, context) === 'yes');
}

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');

/** Both are in use for OIDC; the official tools write the first. */
const ASSUME_ACTIONS = ['sts:AssumeRole', 'sts:AssumeRoleWithOIDC'];

const namesAction = ({ Action }: TrustStatement): boolean =>
  textsOf(Action).some((pattern) => ASSUME_ACTIONS.some((action) => globMatchIgnoringCase(pattern, action)));

function namesPrincipal({ Principal }: TrustStatement, assumer: Assumer): boolean {
  const principal = typeof Principal === 'object' && Principal !== null ? Principal : {};
  const { RAM, Federated } = principal as { RAM?: unknown; Federated?: unknown };
  if (assumer.kind === 'federated') return textsOf(Federated).includes(assumer.providerArn);
  const { caller, account } = assumer;
  const accepted = ['*', `acs:ram::${account}:root`];
  if (caller.kind === 'user') accepted.push(`acs:ram::${account}:user/${caller.name}`);
  if (caller.kind === 'role') accepted.push(`acs:ram::${account}:role/${caller.name}`);
  return textsOf(RAM).some((arn) => accepted.includes(arn));
}

function conditionSays(condition: unknown, context: Context): 'yes' | 'no' | 'open' {
  if (condition === undefined) return 'yes';
  if (typeof condition !== 'object' || condition === null) return 'open';
  const results = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries((keys ?? {}) as object).map(([key, wanted]) =>
      evaluateClause({ operator, name: key, key: key.toLowerCase(), values: textsOf(wanted) }, context),
    ),
  );
  if (results.includes('no')) return 'no';
  return results.every((result) => result === 'yes') ? 'yes' : 'open';
}
