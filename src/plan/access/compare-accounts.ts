import type { AccessConfig } from '../../config/types.ts';
import type { World } from '../../policy/access/places.ts';
import type { Principal } from '../../policy/principal.ts';
import type { Holdings } from '../../state/holdings.ts';
import { byText } from '../../state/keys.ts';
import type { Account } from '../../state/types.ts';
import { existingRepositories, type Naming, nameRows } from './name-rows.ts';
import { sharedDiff } from './shared-diff.ts';
import type { AccessReport, PrincipalAccess } from './types.ts';

interface View {
  readonly account: Account;
  readonly holdings: Holdings;
  readonly world: World;
}

/** The access difference of two accounts, for every user and role of either; no row = nothing changes. */
export function compareAccounts(before: View, after: View, config: AccessConfig | undefined): AccessReport {
  const existing = existingRepositories(after.account.inventory);
  const naming: Naming = { config, existing, causeOf: () => ({ cause: null, source: null }) };
  const compare = sharedDiff(before.world, after.world);
  const principals = [...new Set<Principal>([...before.holdings.principals, ...after.holdings.principals])].sort(
    byText,
  );
  const access = principals.flatMap((principal): PrincipalAccess[] => {
    const { relation, certainty, gained, lost } = compare(before.holdings.of(principal), after.holdings.of(principal));
    if (relation === 'equivalent') return [];
    const named = (rows: typeof gained) => nameRows(principal, rows, naming);
    return [{ principal, relation, certainty, gained: named(gained), lost: named(lost) }];
  });
  return {
    access,
    shadow: [],
    silent: [],
    gains: access.filter(({ gained }) => gained.length > 0).length,
    losses: access.filter(({ lost }) => lost.length > 0).length,
  };
}
