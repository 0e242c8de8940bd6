import type { Principal } from '../policy/principal.ts';
import { attachmentKey, byText } from '../state/keys.ts';
import type { Account, Attachment, Quotas, Resource } from '../state/types.ts';
import type { LeftAlone } from './types.ts';

/** A hand-made policy, recognised: the grants that it becomes, by their meaning, with the policies that each needs. */
export interface Recognised {
  readonly policy: string;
  readonly principals: readonly Principal[];
  readonly grants: ReadonlyMap<string, number>;
}

/**
 * Keeps every principal within the number of custom policies that it may hold. New policies are attached before the old
 * ones are detached, so both count; what finds no room now can be imported after the first ones are taken over.
 *
 * Policies that share a grant stay together: who gets the grant loses every policy that it replaces.
 *
 * @param wanted what the file asks for already, attached or not
 */
export function makeRoom<Item extends Recognised>(
  items: readonly Item[],
  { attachments, quotas }: Pick<Account, 'attachments' | 'quotas'>,
  wanted: Iterable<Resource>,
): { readonly kept: readonly Item[]; readonly leftAlone: readonly LeftAlone[] } {
  const held = policiesHeld(attachments, wanted);
  const cluster = clusters(items);
  const refused = new Set<string>();
  const everybody = [...new Set(items.flatMap(({ principals }) => principals))].sort(byText);
  for (const principal of everybody) {
    const own = items.filter(({ principals }) => principals.includes(principal));
    let room = limitOf(principal, quotas) - (held.get(principal) ?? 0);
    for (const [name, together] of Map.groupBy(own, cluster)) {
      const needed = new Map(together.flatMap(({ grants }) => [...grants]));
      const count = [...needed.values()].reduce((sum, documents) => sum + documents, 0);
      if (count <= room) room -= count;
      else refused.add(JSON.stringify([principal, name]));
    }
  }
  const isRefused = (item: Item, principal: Principal): boolean =>
    refused.has(JSON.stringify([principal, cluster(item)]));
  const leftAlone = items.flatMap((item): LeftAlone[] => {
    const principals = item.principals.filter((principal) => isRefused(item, principal));
    return principals.length === 0 ? [] : [{ policy: item.policy, type: 'Custom', principals, reason: NO_ROOM }];
  });
  const kept = items
    .map((item) => ({ ...item, principals: item.principals.filter((principal) => !isRefused(item, principal)) }))
    .filter(({ principals }) => principals.length > 0);
  return { kept, leftAlone };
}

function policiesHeld(attachments: readonly Attachment[], wanted: Iterable<Resource>): ReadonlyMap<Principal, number> {
  const all = new Map(attachments.map((attachment) => [attachmentKey(attachment), attachment]));
  for (const resource of wanted) if (resource.kind === 'attachment') all.set(attachmentKey(resource), resource);
  const custom = [...all.values()].filter(({ type }) => type === 'Custom');
  return new Map([...Map.groupBy(custom, ({ principal }) => principal)].map(([who, { length }]) => [who, length]));
}

const NO_ROOM =
  'there is no room for one more custom policy before the old ones are detached; import again after the first apply';

const limitOf = (principal: Principal, quotas: Quotas): number =>
  principal.startsWith('user:')
    ? quotas.customPoliciesPerUser
    : principal.startsWith('group:')
      ? quotas.customPoliciesPerGroup
      : quotas.customPoliciesPerRole;

/** Items that are connected through shared grants get the same name. */
function clusters(items: readonly Recognised[]): (item: Recognised) => string {
  const parent = new Map<string, string>();
  const root = (key: string): string => {
    let at = key;
    for (let next = parent.get(at); next !== undefined && next !== at; next = parent.get(at)) at = next;
    return at;
  };
  const first = ({ grants }: Recognised): string => [...grants.keys()][0] ?? '';
  for (const item of items) {
    for (const key of item.grants.keys()) parent.set(root(key), root(first(item)));
  }
  return (item) => root(first(item));
}
