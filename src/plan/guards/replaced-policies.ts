import type { Grant } from '../../config/types.ts';
import { matchesAny } from '../../state/current.ts';
import { managed, type Obstacle, obstacleTo } from '../../state/replacements.ts';
import { type Attachment, policyKey } from '../../state/types.ts';
import type { Finding } from '../types.ts';
import { blocking, type Guard, type GuardContext } from './guard.ts';

/**
 * REP01, REP02: a grant replaces a policy that is not its to detach. A managed one is always refused; what is in the others
 * matters only while somebody of the grant holds them.
 */
export const replacedPolicies: Guard = (context) => {
  const { account, config, desired } = context;
  const { prefix } = config.settings;
  const holders = Map.groupBy(account.attachments.filter(isChangeable(context)), ({ policy }) => policy);
  return desired.replacements.policies().flatMap(([name, grants]): readonly Finding[] => {
    const policy = account.policies.get(policyKey('Custom', name));
    if (policy === undefined) return [];
    const owned = managed(policy, prefix);
    if (owned !== undefined) return grants.map((grant) => ownedPolicy(name, owned, grant));
    const held = (holders.get(name) ?? []).flatMap((attachment) => desired.replacements.of(attachment)?.grants ?? []);
    const obstacle = held.length === 0 ? undefined : obstacleTo(name, account, prefix);
    return obstacle === undefined ? [] : [...new Set(held)].map((grant) => foreignPolicy(name, obstacle, grant));
  });
};

const isChangeable =
  ({ config }: GuardContext) =>
  ({ principal }: Attachment): boolean =>
    !matchesAny(config.settings.ignore, principal);

const ownedPolicy = (name: string, { clause }: Obstacle, grant: Grant): Finding =>
  blocking('REP01', 'error', {
    key: `grant/${grant.name}`,
    source: grant.source,
    message: `grant ${grant.name} replaces policy ${name}, which ${clause}`,
    remedy:
      'Take it out of `replaces`: a managed policy goes when its grant is removed from the file that it belongs to.',
  });

const foreignPolicy = (name: string, { clause }: Obstacle, grant: Grant): Finding =>
  blocking('REP02', 'error', {
    key: `grant/${grant.name}`,
    source: grant.source,
    message: `grant ${grant.name} replaces policy ${name}, which ${clause}`,
    remedy: 'Take it out of `replaces`, or move its `cr:` statements into a policy of their own by hand.',
  });
