import { nearest } from '../config/nearest.ts';
import { AcrAccessError } from '../errors.ts';
import type { Principal } from '../policy/principal.ts';
import type { Holdings } from '../state/holdings.ts';
import type { Account } from '../state/types.ts';

/** A user or role of the account, or a usage error (exit 64) with a suggestion. */
export function knownRequester(
  who: string,
  { holdings, account }: { readonly holdings: Holdings; readonly account: Account },
): Principal {
  const known = holdings.principals.find((principal) => principal === who);
  if (known !== undefined) return known;
  if (who.startsWith('group:') && account.groups.has(who.slice('group:'.length))) {
    const [member] = account.members.get(who.slice('group:'.length)) ?? [];
    throw new AcrAccessError(
      'usage',
      `a group does nothing by itself: ask for one of its members${member === undefined ? '' : `, such as user:${member}`}`,
    );
  }
  throw unknown(who, 'user or role', holdings.principals);
}

/** A user, role or group of the account, or a usage error (exit 64) with a suggestion. */
export function knownPrincipal(
  who: string,
  { holdings, account }: { readonly holdings: Holdings; readonly account: Account },
): Principal {
  const all = [...holdings.principals, ...[...account.groups.keys()].map((name): Principal => `group:${name}`)];
  const known = all.find((principal) => principal === who);
  if (known !== undefined) return known;
  throw unknown(who, 'user, role or group', all);
}

function unknown(who: string, kinds: string, known: readonly Principal[]): AcrAccessError {
  const named = known.find((principal) => principal.slice(principal.indexOf(':') + 1) === who);
  const close = named ?? nearest(who, known);
  const guess = close === undefined ? '' : `; did you mean "${close}"?`;
  return new AcrAccessError('usage', `the account has no ${kinds} "${who}"${guess}`);
}
