import type { Change } from '../plan/types.ts';
import type { AccountReader } from '../ports.ts';
import { customPolicyKey } from '../state/keys.ts';

/**
 * Of the policies whose update failed, one that the group holds: who joins now would get the old document through the
 * group, which nobody reviewed. What cannot be read counts as held. The changes alone do not tell, so the account is
 * asked, and only after such a failure.
 */
export async function failedUpdateHeldBy(
  group: string,
  failed: readonly Change[],
  reader: AccountReader,
): Promise<Change | undefined> {
  const updates = failed.filter(({ kind, action }) => kind === 'policy' && action === 'update');
  if (updates.length === 0) return undefined;
  try {
    const held = (await reader.attachments()).filter(({ principal, type }) => {
      return principal === `group:${group}` && type === 'Custom';
    });
    return updates.find(({ key }) => held.some(({ policy }) => key === customPolicyKey(policy)));
  } catch {
    return updates[0];
  }
}
