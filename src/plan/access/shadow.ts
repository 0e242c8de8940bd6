import type { AccessConfig } from '../../config/types.ts';
import type { World } from '../../policy/access/places.ts';
import type { AttachedDocument } from '../../policy/evaluate.ts';
import { VERBS, type Verb } from '../../policy/verbs.ts';
import type { Holdings } from '../../state/holdings.ts';
import { OWNED_SYSTEM_POLICIES, ownershipOf } from '../../state/ownership.ts';
import { type Account, policyKey } from '../../state/types.ts';
import { nameArea, viaOf } from './name-rows.ts';
import { sharedDiff } from './shared-diff.ts';
import type { ShadowAccess } from './types.ts';

interface ShadowInput {
  readonly config: AccessConfig;
  readonly owner: string;
  readonly account: Account;
  readonly holdings: Holdings;
  readonly world: World;
}

/**
 * Access that does not come from the file, of every user and role: what a principal may do with all that it holds and
 * could not with the file's grants alone. Computed by the same engine, so a Deny counts.
 */
export function shadowOf({ config, owner, account, holdings, world }: ShadowInput): readonly ShadowAccess[] {
  const isOurs = ({ type, policy }: AttachedDocument): boolean => {
    if (type === 'System') return config.settings.systemPolicies === 'enforce' && OWNED_SYSTEM_POLICIES.has(policy);
    const summary = account.policies.get(policyKey(type, policy));
    return summary !== undefined && ownershipOf(summary, config.settings.prefix, owner) === 'owned';
  };
  const compare = sharedDiff(world);
  return holdings.principals.flatMap((principal) => {
    const all = holdings.of(principal);
    const ours = all.filter(isOurs);
    if (ours.length === all.length) return [];
    const rows = new Map<string, ShadowAccess & { verbs: Set<Verb> }>();
    for (const row of compare(ours, all).gained) {
      const area = nameArea(row, config);
      const via = viaOf(row);
      const key = JSON.stringify([area, via]);
      const known = rows.get(key) ?? { principal, area, via, verbs: new Set<Verb>() };
      for (const verb of row.verbs) known.verbs.add(verb);
      rows.set(key, known as ShadowAccess & { verbs: Set<Verb> });
    }
    return [...rows.values()].map(({ verbs, ...row }) => ({ ...row, verbs: VERBS.filter((verb) => verbs.has(verb)) }));
  });
}
