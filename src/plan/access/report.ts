import type { AccessConfig } from '../../config/types.ts';
import type { Principal } from '../../policy/principal.ts';
import type { Desired } from '../../state/desired.ts';
import { byText, customPolicyKey } from '../../state/keys.ts';
import type { Account } from '../../state/types.ts';
import { Reach } from '../reach.ts';
import type { Change } from '../types.ts';
import { isPossible, type Naming, nameRow } from './name-rows.ts';
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
  readonly owner: string;
  readonly now: Date;
}

/** Who gains and who loses what, for every user and role that the changes reach; and what does not come from the file. */
export function reportAccess(input: ReportInput, sides: Sides): AccessReport {
  const { config, account, desired, changes, owner } = input;
  const naming: Naming = { config, inventory: account.inventory, sourceOf: sourcesOf(desired, changes) };
  const touched = touchedPrincipals(input, sides);
  const compare = sharedDiff(sides.world);
  const access: PrincipalAccess[] = [];
  for (const principal of touched) {
    const diff = compare(sides.before.of(principal), sides.after.of(principal));
    const gained = diff.gained.filter((row) => isPossible(row, input.now)).map((row) => nameRow(row, naming));
    const lost = diff.lost.filter((row) => isPossible(row, input.now)).map((row) => nameRow(row, naming));
    const relation = relationOf(gained.length > 0, lost.length > 0);
    if (relation !== 'equivalent') access.push({ principal, relation, certainty: diff.certainty, gained, lost });
  }
  return {
    access,
    shadow: shadowOf({ config, owner, account: sides.accountAfter, holdings: sides.after, world: sides.world }),
    silent: silentChanges(input, sides, access),
    gains: access.filter(({ gained }) => gained.length > 0).length,
    losses: access.filter(({ lost }) => lost.length > 0).length,
  };
}

const relationOf = (gains: boolean, loses: boolean): PrincipalAccess['relation'] =>
  gains && loses ? 'incomparable' : gains ? 'more' : loses ? 'less' : 'equivalent';

function touchedPrincipals({ account, desired, changes }: ReportInput, sides: Sides): readonly Principal[] {
  const touched = new Set<Principal>();
  for (const context of [account, sides.accountAfter]) {
    const reach = new Reach({ account: context, desired });
    for (const change of changes) for (const principal of reach.of(change)) touched.add(principal);
  }
  return [...touched].filter((principal) => !principal.startsWith('group:')).sort(byText);
}

/** The line of the file behind a row: of the grant that a policy comes from, or of the change that took it away. */
function sourcesOf(desired: Desired, changes: readonly Change[]): Naming['sourceOf'] {
  const ofChange = new Map(changes.map((change) => [change.key, change.source]));
  return (causes) => {
    for (const { policy, type } of causes) {
      if (type !== 'Custom') continue;
      const key = customPolicyKey(policy);
      const source = desired.origins.get(key)?.source ?? ofChange.get(key) ?? null;
      if (source !== null) return source;
    }
    return null;
  };
}
