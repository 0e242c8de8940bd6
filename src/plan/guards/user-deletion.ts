import type { Finding } from '../types.ts';
import { blocking, type Guard } from './guard.ts';

/** USR01: a user is deleted only when nothing hangs on it: no keys, MFA devices, groups, login, or foreign policies. */
export const userDeletion: Guard = ({ account, current, changes }) => {
  const findings: Finding[] = [];
  for (const change of changes) {
    if (change.kind !== 'user' || change.action !== 'delete') continue;
    const principal = `user:${change.before.name}`;
    const held = account.attachments.filter(
      (attachment) =>
        attachment.principal === principal &&
        !current.state.has(`attachment/${principal}/${attachment.type}/${attachment.policy}/${attachment.scope}`),
    );
    const blockers = [
      ...(account.deletionBlockers.get(change.before.name) ?? []),
      ...held.map(({ policy }) => `policy ${policy}`),
    ];
    if (blockers.length === 0) continue;
    findings.push(
      blocking('USR01', 'error', {
        key: change.key,
        source: change.source,
        message: `user ${change.before.name} cannot be deleted: it still has ${blockers.join(', ')}`,
        remedy: 'Remove these by hand first; acr-access never deletes keys, MFA devices or memberships on the way.',
      }),
    );
  }
  return findings;
};
