import { AcrAccessError, ServiceError } from '../errors.ts';
import { ACCOUNT_SCOPE } from '../policy/principal.ts';
import type { FoundPolicyResource } from '../state/types.ts';
import { outwaitLag, type Settled, type Step, settle, unlessAbsent } from './step.ts';
import { changedSincePlanned, defaultOf, isStill } from './update-policy.ts';

/**
 * Deletes a policy: the old versions, then the policy itself. A conflict is waited out only when this run detached the
 * policy just before; then the error names what still holds it. Nothing is ever detached on the way.
 */
export async function deletePolicy(step: Step, before: FoundPolicyResource): Promise<Settled> {
  const { name } = before;
  try {
    return await outwaitLag(
      step,
      (error) => error.kind === 'conflict' && step.justWritten.size > 0,
      () => deleteWithVersions(step, before),
    );
  } catch (error) {
    if (!(error instanceof ServiceError) || error.kind !== 'conflict') throw error;
    throw new AcrAccessError('failed', `the policy ${name} cannot be deleted: ${await holdersOf(step, error, name)}`, {
      hint: 'Detach it there if it is not needed, then run apply again.',
      cause: error,
    });
  }
}

async function deleteWithVersions(step: Step, { name, document }: FoundPolicyResource): Promise<Settled> {
  const versions = await unlessAbsent(step.reader.policyVersions(name));
  if (versions === undefined) return 'already';
  if (!isStill(defaultOf(versions)?.document, document)) throw changedSincePlanned(name);
  for (const { id, isDefault } of versions) {
    if (isDefault) continue;
    if ((await deleteVersion(step, name, id)) === 'done') step.written.push(`the deletion of version ${id}`);
  }
  return settle(step, {
    send: () => step.writer.deletePolicy(name),
    inEffect: async () => (await unlessAbsent(step.reader.policyVersions(name))) === undefined,
    alreadySo: (error) => error.serviceCode === 'EntityNotExist.Policy',
  });
}

const deleteVersion = (step: Step, name: string, version: string): Promise<Settled> =>
  settle(step, {
    send: () => step.writer.deletePolicyVersion(name, version),
    inEffect: async () => {
      const versions = await unlessAbsent(step.reader.policyVersions(name));
      return !versions?.some(({ id }) => id === version);
    },
    alreadySo: (error) => error.serviceCode === 'EntityNotExist.Policy.Version',
  });

/** Who has the policy attached, for people; the service's own words when that cannot be read or shows nobody. */
async function holdersOf(step: Step, conflict: ServiceError, name: string): Promise<string> {
  let holders: string[] = [];
  try {
    const attachments = await step.reader.attachments();
    holders = attachments
      .filter(({ type, policy }) => type === 'Custom' && policy === name)
      .map(({ principal, scope }) => (scope === ACCOUNT_SCOPE ? principal : `${principal} (in ${scope})`));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
  return holders.length === 0 ? conflict.message : `it is still attached to ${holders.join(', ')}`;
}
