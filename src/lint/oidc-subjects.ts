import { quoted } from '../config/visible-text.ts';
import type { Severity } from '../plan/types.ts';
import type { Clause } from '../policy/conditions/clause.ts';
import { findOperator } from '../policy/conditions/operators.ts';
import { globMatch } from '../policy/glob.ts';
import { type FederatedStatement, federatedStatements } from '../policy/trust.ts';
import { gives, hasWildcard } from './statements.ts';

/** More subjects of an OIDC provider than one repository's branch, tag or environment. The larger the rank, the wider. */
interface Opening {
  readonly rank: number;
  readonly severity: Severity;
  /** who, as the beginning of a sentence */
  readonly who: string;
}

/** Both are in use for OIDC; the official tools write the first. */
const ASSUME = ['sts:AssumeRole', 'sts:AssumeRoleWithOIDC'] as const;

/**
 * Who may become a role through an OIDC provider beyond a subject that one repository chose; `undefined` = what the trust
 * policy says cannot be read.
 */
export function openSubjects(trust: unknown): readonly Pick<Opening, 'who' | 'severity'>[] | undefined {
  const assuming = federatedStatements(trust)?.filter((statement) => gives(statement, ...ASSUME));
  const denies = assuming?.filter(({ effect }) => effect === 'Deny') ?? [];
  return assuming
    ?.filter(({ effect }) => effect !== 'Deny')
    .flatMap(({ providers, condition }) =>
      providers.filter(isOidc).flatMap((provider) => {
        const keptOut = denies.filter((deny) => deny.providers.includes(provider));
        if (keptOut.some((deny) => deny.isWhole && deny.condition.length === 0)) return [];
        const limits = [...condition, ...keptOut.flatMap(limitOf)].filter(({ key }) => key === SUBJECT);
        return narrowest(limits, quoted(provider.replace(/^.*:oidc-provider\//s, ''))) ?? [];
      }),
    );
}

/** RAM's condition keys of OIDC are `oidc:iss`, `oidc:aud` and this one, for every provider. */
const SUBJECT = 'oidc:sub';

const isOidc = (provider: string): boolean => !provider.includes(':saml-provider/');

/** A Deny for all subjects but some limits as an Allow for these does. */
function limitOf({ condition, isWhole }: FederatedStatement): readonly Clause[] {
  const [only, ...more] = condition;
  const operator = only && findOperator(only.operator);
  if (!isWhole || more.length > 0 || !operator?.negative) return [];
  return [{ ...only!, operator: operator.positive }];
}

/** All clauses must hold, so the narrowest one counts; `undefined` = no opening. */
function narrowest(clauses: readonly Clause[], provider: string): Opening | undefined {
  let widest: Opening | undefined = anybody(provider);
  for (const clause of clauses) {
    const opening = openingOf(clause, provider);
    if (opening === undefined) return undefined;
    if (opening.rank < widest.rank) widest = opening;
  }
  return widest;
}

const anybody = (provider: string): Opening => ({
  rank: 3,
  severity: 'high',
  who: `whoever gets a token from the OIDC provider ${provider}, with any oidc:sub,`,
});

/** Values are alternatives, so the widest one counts. Operators that do not name subjects limit nothing. */
function openingOf({ operator, values }: Clause, provider: string): Opening | undefined {
  if (operator === 'StringEquals' || operator === 'StringEqualsIgnoreCase') return undefined;
  if (operator !== 'StringLike') return anybody(provider);
  const openings = values.flatMap((pattern) => openingOfPattern(pattern, provider) ?? []);
  return openings.toSorted((a, b) => b.rank - a.rank)[0];
}

const PREFIX = 'repo:';

/**
 * GitHub's subjects are `repo:OWNER/REPO:…`, those of repositories made since July 2026 `repo:OWNER@ID/REPO@ID:…`. Source:
 * GitHub Actions "OpenID Connect reference".
 */
function openingOfPattern(pattern: string, provider: string): Opening | undefined {
  if (!hasWildcard(pattern)) return undefined;
  if (/^\*+$/.test(pattern)) return anybody(provider);
  const literal = pattern.slice(0, pattern.search(/[*?]/));
  const like = `where oidc:sub is like ${quoted(pattern)}`;
  if (!literal.startsWith(PREFIX)) {
    const severity = PREFIX.startsWith(literal) ? 'high' : 'medium';
    return { rank: 2, severity, who: `whoever gets a token from the OIDC provider ${provider}, ${like},` };
  }
  const [head, repository] = /^repo:([^/:]+\/[^/:]+):/.exec(literal) ?? [];
  if (head === undefined) return { rank: 2, severity: 'high', who: `more than one repository, ${like},` };
  const runs = RUNS.filter(([, isOpen]) => isOpen(pattern.slice(head.length))).map(([name]) => name);
  if (runs.length === 0) return undefined;
  return {
    rank: 1,
    severity: 'medium',
    who: `any ${runs.join(', ').replace(/, ([^,]*)$/, ' or $1')} of ${quoted(repository!)}, ${like},`,
  };
}

/** A name that nobody has: only patterns that cover all names match it. */
const ANY_NAME = '\u{E000}'.repeat(60);

/**
 * What a pattern behind the repository lets in beyond branches and tags of one kind, e.g. `ref:refs/tags/v*`, which rules of
 * the repository can protect. An environment that a workflow names for the first time is made on the spot, without
 * reviewers, so any wildcard in its name is open.
 */
const RUNS: readonly (readonly [name: string, isOpen: (pattern: string) => boolean])[] = [
  ['branch', (pattern) => globMatch(pattern, `ref:refs/heads/${ANY_NAME}`)],
  ['tag', (pattern) => globMatch(pattern, `ref:refs/tags/${ANY_NAME}`)],
  ['pull request', (pattern) => globMatch(pattern, 'pull_request')],
  ['environment', (pattern) => /^environment:.*[*?]/s.test(pattern) || globMatch(pattern, `environment:${ANY_NAME}`)],
];
