import type { AccessConfig } from '../../config/types.ts';
import type { AttachedDocument } from '../../policy/evaluate.ts';
import type { Principal } from '../../policy/principal.ts';
import { VERBS, type Verb } from '../../policy/verbs.ts';
import { type Desired, hasEnded } from '../../state/desired.ts';
import { attachmentKey } from '../../state/keys.ts';
import { nameArea, viaOf } from './name-rows.ts';
import { sharedDiff } from './shared-diff.ts';
import type { Sides } from './sides.ts';
import type { ShadowAccess } from './types.ts';

interface ShadowInput {
  readonly config: AccessConfig;
  readonly desired: Pick<Desired, 'state'>;
  readonly now: Date;
}

/**
 * Access that does not come from the file, of every user and role: what a principal may do with all that it holds and
 * could not with the file's grants alone. Computed by the same engine, so a Deny counts.
 */
export function shadowOf(input: ShadowInput, { after, world }: Sides): readonly ShadowAccess[] {
  const isOurs = fromTheFile(input);
  const compare = sharedDiff(world);
  return after.principals.flatMap((principal) => {
    const all = after.of(principal);
    const ours = all.filter((attached) => isOurs(principal, attached));
    if (ours.length === all.length) return [];
    const rows = new Map<string, { row: Omit<ShadowAccess, 'verbs'>; verbs: Set<Verb> }>();
    for (const exact of compare(ours, all).gained) {
      const { certainty, when } = exact;
      const row = { principal, area: nameArea(exact, input.config), certainty, via: viaOf(exact), when };
      const key = JSON.stringify(row);
      const known = rows.get(key) ?? { row, verbs: new Set() };
      for (const verb of exact.verbs) known.verbs.add(verb);
      rows.set(key, known);
    }
    return [...rows.values()].map(({ row, verbs }) => ({ ...row, verbs: VERBS.filter((verb) => verbs.has(verb)) }));
  });
}

/**
 * What the file asks for. Owned policies that somebody else's hand attached to an ignored principal are not: the file does
 * not ask for them, and no plan takes them away.
 */
function fromTheFile({
  config,
  desired,
  now,
}: ShadowInput): (principal: Principal, attached: AttachedDocument) => boolean {
  // With `report` the file asks for system policies and leaves it to people to attach them.
  const asked = new Set(
    (config.grants ?? []).flatMap((grant) => {
      if (grant.access.kind !== 'system-policy' || hasEnded(grant, now)) return [];
      const { policy } = grant.access;
      return grant.to.map((principal) => attachmentKey({ principal, type: 'System', policy, scope: grant.scope }));
    }),
  );
  return (principal, { policy, type, scope, via }) => {
    const key = attachmentKey({ principal: (via[0] ?? principal) as Principal, policy, type, scope });
    return desired.state.has(key) || asked.has(key);
  };
}
