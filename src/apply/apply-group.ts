import { AcrAccessError } from '../errors.ts';
import type { GroupResource } from '../state/types.ts';
import { readBack, type Settled, type Step, settle } from './step.ts';

/** Creates a group; one that is there already counts only when it has what the file says. */
export function createGroup(step: Step, wanted: GroupResource): Promise<Settled> {
  const { name, comments } = wanted;
  return settle(step, {
    send: () => step.writer.createGroup({ name, ...(comments === undefined ? {} : { comments }) }),
    inEffect: () => isAsWanted(step, wanted),
    alreadySo: async (error) => {
      if (error.kind !== 'already-exists') return false;
      if ((await readBack(step, () => isAsWanted(step, wanted))) === 'yes') return true;
      throw new AcrAccessError('failed', `the group ${name} exists already and is described differently`, {
        hint: 'Plan again: the next plan describes the group that is there.',
      });
    },
  });
}

export function updateGroup(step: Step, after: GroupResource): Promise<Settled> {
  const { name, comments } = after;
  // the comments are all that there is to change: without them the file manages nothing of the group itself
  if (comments === undefined) return Promise.resolve('already');
  return settle(step, {
    send: () => step.writer.updateGroup({ name, comments }),
    inEffect: () => isAsWanted(step, after),
  });
}

async function isAsWanted(step: Step, wanted: GroupResource): Promise<boolean> {
  const found = (await step.reader.groups()).find((group) => group.name === wanted.name);
  return found !== undefined && (wanted.comments === undefined || wanted.comments === found.comments);
}
