import type { AccessConfig, Grant } from '../config/types.ts';
import type { Principal } from '../policy/principal.ts';
import { hasEnded } from '../state/desired.ts';
import { Holdings } from '../state/holdings.ts';
import type { Account } from '../state/types.ts';
import type { LintContext } from './rule.ts';

/** Grants that give something now. */
export const liveGrants = (config: AccessConfig, now: Date): readonly Grant[] =>
  (config.grants ?? []).filter((grant) => !hasEnded(grant, now));

/** Principals that the file names: those that it grants something to, and those that it declares. */
export function namedPrincipals({ config, now }: Pick<LintContext, 'config' | 'now'>): ReadonlySet<Principal> {
  const named = new Set<Principal>(liveGrants(config, now).flatMap(({ to }) => to));
  for (const { name, state } of config.users ?? []) if (state === 'present') named.add(`user:${name}`);
  for (const { name, members } of config.groups ?? []) {
    named.add(`group:${name}`);
    for (const member of members ?? []) named.add(`user:${member}`);
  }
  return named;
}

/** The users and roles among them, and the members of the groups among them. */
export function namedRequesters(context: LintContext & { readonly account: Account }): ReadonlySet<Principal> {
  const requesters = new Set<Principal>();
  for (const principal of namedPrincipals(context)) {
    if (!principal.startsWith('group:')) requesters.add(principal);
    else for (const user of membersOf(context.account, principal)) requesters.add(`user:${user}`);
  }
  return requesters;
}

export const membersOf = (account: Account, group: Principal): ReadonlySet<string> =>
  account.members.get(group.slice('group:'.length)) ?? new Set();

/** Who acts: a user or role itself, the members of a group. */
export const requestersOf = (principal: Principal, account: Account): readonly Principal[] =>
  principal.startsWith('group:')
    ? [...membersOf(account, principal)].map((user): Principal => `user:${user}`)
    : [principal];

const holdings = new WeakMap<Account, Holdings>();

/** Who holds what in an account, indexed once for all rules. */
export function holdingsOf(account: Account): Holdings {
  const known = holdings.get(account);
  if (known !== undefined) return known;
  const made = new Holdings(account);
  holdings.set(account, made);
  return made;
}

/** A context with an account, or nothing to say. */
export const withAccount = <T>(
  context: LintContext,
  check: (context: LintContext & { readonly account: Account }) => readonly T[],
): readonly T[] => {
  const { account } = context;
  return account === undefined ? [] : check({ ...context, account });
};
