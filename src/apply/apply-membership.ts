import { groupKey, userKey } from '../state/keys.ts';
import type { MembershipResource } from '../state/types.ts';
import { outwaitLag, type Settled, type Step, settle } from './step.ts';

export function createMembership(step: Step, { group, user }: MembershipResource): Promise<Settled> {
  const missingEnds: Record<string, string> = {
    'EntityNotExist.User': userKey(user),
    'EntityNotExist.Group': groupKey(group),
  };
  return outwaitLag(
    step,
    ({ serviceCode }) => step.justWritten.has(missingEnds[serviceCode] ?? ''),
    () =>
      settle(step, {
        send: () => step.writer.addMember(group, user),
        inEffect: () => isMember(step, group, user),
        alreadySo: (error) => error.serviceCode === 'EntityAlreadyExists.User.Group',
      }),
  );
}

export function deleteMembership(step: Step, { group, user }: MembershipResource): Promise<Settled> {
  return settle(step, {
    send: () => step.writer.removeMember(group, user),
    inEffect: async () => !(await isMember(step, group, user)),
    alreadySo: (error) => error.serviceCode === 'EntityNotExist.User.Group',
  });
}

const isMember = async (step: Step, group: string, user: string) =>
  (await step.reader.groupMembers(group)).includes(user);
