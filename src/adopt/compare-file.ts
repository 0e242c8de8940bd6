import type { AccessConfig, Grant } from '../config/types.ts';
import type { Principal } from '../policy/principal.ts';
import { hasEnded } from '../state/desired.ts';
import type { UnnamedGrant } from './group-grants.ts';
import type { HeldPolicy } from './held-policies.ts';
import { meaningOfGrant } from './meaning.ts';
import type { Conflict, DraftGrant, GrantAddition } from './types.ts';

/** What the file says already, asked by what it means. */
export interface AlreadyThere {
  readonly has: (meaning: string) => boolean;
  /** does a grant of the file replace this policy for the principal? */
  readonly takesOver: (held: Pick<HeldPolicy, 'policy' | 'scope'>, principal: Principal) => boolean;
  /** grants that are missing, and what is missing in the ones that are there */
  readonly split: (grants: readonly UnnamedGrant[]) => {
    readonly missing: readonly UnnamedGrant[];
    readonly additions: readonly GrantAddition[];
  };
}

export function alreadyThere(config: AccessConfig | undefined, now: Date): AlreadyThere {
  const grants = (config?.grants ?? []).filter((grant) => !hasEnded(grant, now));
  const byMeaning = new Map<string, Grant>();
  for (const grant of grants) {
    const meaning = config && meaningOfGrant(grant, config);
    if (meaning !== undefined && !byMeaning.has(meaning.key)) byMeaning.set(meaning.key, grant);
  }
  return {
    has: (meaning) => byMeaning.has(meaning),
    takesOver: ({ policy, scope }, principal) =>
      grants.some((grant) => grant.scope === scope && grant.replaces.includes(policy) && grant.to.includes(principal)),
    split: (wanted) => ({
      missing: wanted.filter(({ key }) => !byMeaning.has(key)),
      additions: wanted.flatMap((grant) => {
        const found = byMeaning.get(grant.key);
        return found === undefined ? [] : additionTo(found, grant);
      }),
    }),
  };
}

function additionTo(found: Grant, { to, replaces }: UnnamedGrant): GrantAddition[] {
  const addition = {
    name: found.name,
    to: to.filter((principal) => !found.to.includes(principal)),
    replaces: replaces.filter((policy) => !found.replaces.includes(policy)),
  };
  return addition.to.length + addition.replaces.length === 0 ? [] : [addition];
}

/**
 * Has the file a grant of that name that is about other registries only? Then the two differ by where they are, as they would
 * in one import of both, and the name that says so is free. Anything else of that name is a conflict.
 */
export function isForOtherRegistry(
  config: AccessConfig | undefined,
  name: string,
  { access }: Pick<DraftGrant, 'access'>,
): boolean {
  const found = config?.grants?.find((grant) => grant.name.toLowerCase() === name)?.access;
  if (found?.kind !== 'level' || access.kind !== 'level') return false;
  const there = new Set(found.on.map(({ registry }) => registry));
  return access.on.every(({ registry }) => !there.has(registry.name));
}

/** Names that the file has for something else. */
export function nameConflicts(grants: readonly DraftGrant[], config: AccessConfig | undefined): readonly Conflict[] {
  const taken = new Map((config?.grants ?? []).map(({ name, source }) => [name.toLowerCase(), { name, source }]));
  return grants.flatMap(({ name, replaces }) => {
    const found = taken.get(name) ?? taken.get(name.replace(/-\d+$/, ''));
    if (found === undefined) return [];
    const subject = replaces.length === 0 ? 'a system policy' : replaces.join(', ');
    return [
      {
        key: `grant/${name}`,
        message: `grant ${found.name} (line ${found.source.line}) gives something else than ${subject}, for which the name would be used`,
        remedy: `Rename the grant in the file, or add a grant with \`replaces: ${replaces[0] ?? '…'}\` by hand.`,
      },
    ];
  });
}
