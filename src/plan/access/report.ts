import type { AccessConfig } from '../../config/types.ts';
import type { Principal } from '../../policy/principal.ts';
import type { Desired } from '../../state/desired.ts';
import { byText } from '../../state/keys.ts';
import type { Account } from '../../state/types.ts';
import { Reach } from '../reach.ts';
import type { Change } from '../types.ts';
import { existingRepositories, type Naming, nameRows } from './name-rows.ts';
import { rowCauses } from './row-cause.ts';
import { shadowOf } from './shadow.ts';
import { sharedDiff } from './shared-diff.ts';
import type { Sides } from './sides.ts';
import { silentChanges } from './silent.ts';
import type { AccessReport, PrincipalAccess } from './types.ts';

export interface ReportInput {
  readonly config: AccessConfig;
  readonly account: Account;
  readonly desired: Desired;
  readonly changes: readonly Change[];
  readonly now: Date;
}

/** Who gains and who loses what, for every user and role that the changes reach; and what does not come from the file. */
export function reportAccess(input: ReportInput, sides: Sides): AccessReport {
  const { config, account, desired, changes } = input;
  const existing = existingRepositories(account.inventory);
  const naming: Naming = { config, existing, causeOf: rowCauses(changes, desired) };
  const compare = sharedDiff(sides.world);
  const access: PrincipalAccess[] = [];
  for (const principal of touchedPrincipals(input, sides)) {
    const { relation, certainty, ...diff } = compare(sides.before.of(principal), sides.after.of(principal));
    if (relation === 'equivalent') continue;
    const gained = nameRows(principal, diff.gained, naming);
    const lost = nameRows(principal, diff.lost, naming);
    access.push({ principal, relation, certainty, gained, lost });
  }
  const people = access.filter(({ principal }) => !principal.startsWith('group:'));
  return {
    access,
    shadow: shadowOf(input, sides),
    silent: silentChanges(input, sides, access),
    gains: people.filter(({ gained }) => gained.length > 0).length,
    losses: people.filter(({ lost }) => lost.length > 0).length,
  };
}

/** Users and roles that a change may touch; and groups, where nobody knows who their members are. */
function touchedPrincipals({ account, desired, changes }: ReportInput, sides: Sides): readonly Principal[] {
  const touched = new Set<Principal>();
  for (const context of [account, sides.accountAfter]) {
    const reach = new Reach({ account: context, desired });
    for (const change of changes) for (const principal of reach.of(change)) touched.add(principal);
  }
  return [...touched].filter((principal) => isRequester(principal, account)).sort(byText);
}

function isRequester(principal: Principal, { groups, members }: Account): boolean {
  if (!principal.startsWith('group:')) return true;
  const group = principal.slice('group:'.length);
  return groups.has(group) && !members.has(group);
}
