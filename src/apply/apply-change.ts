import { AcrAccessError } from '../errors.ts';
import type { Change } from '../plan/types.ts';
import { createAttachment, deleteAttachment } from './apply-attachment.ts';
import { createGroup, updateGroup } from './apply-group.ts';
import { createMembership, deleteMembership } from './apply-membership.ts';
import { createUser, deleteUser, updateUser } from './apply-user.ts';
import { createPolicy } from './create-policy.ts';
import { deletePolicy } from './delete-policy.ts';
import type { Settled, Step } from './step.ts';
import { updatePolicy } from './update-policy.ts';

/** Carries out one change. Rejects with AcrAccessError or ServiceError when it fails. */
export function applyChange(step: Step, change: Change): Promise<Settled> {
  if (change.action === 'create') {
    if (change.kind === 'policy') return createPolicy(step, change.after);
    if (change.kind === 'user') return createUser(step, change.after);
    if (change.kind === 'group') return createGroup(step, change.after);
    if (change.kind === 'membership') return createMembership(step, change.after);
    return createAttachment(step, change.after);
  }
  if (change.action === 'update') {
    if (change.kind === 'policy') return updatePolicy(step, change.before, change.after);
    if (change.kind === 'user') return updateUser(step, change.before, change.after);
    if (change.kind === 'group') return updateGroup(step, change.after);
  } else {
    if (change.kind === 'policy') return deletePolicy(step, change.before);
    if (change.kind === 'user') return deleteUser(step, change.before.name);
    if (change.kind === 'membership') return deleteMembership(step, change.before);
    if (change.kind === 'attachment') return deleteAttachment(step, change.before);
  }
  // groups are never deleted; memberships and attachments are made or removed, never edited
  throw new AcrAccessError('failed', `a ${change.kind} is never changed by ${change.action}`, {
    hint: 'Report it as a bug of acr-access.',
  });
}
