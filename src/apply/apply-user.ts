import { AcrAccessError } from '../errors.ts';
import type { UserResource } from '../state/types.ts';
import { LAG_PAUSES, patience } from './patience.ts';
import { outwaitLag, readBack, type Settled, type Step, settle, unlessAbsent } from './step.ts';

/** Creates a user; one that is there already counts only when it has what the file says. */
export function createUser(step: Step, wanted: UserResource): Promise<Settled> {
  return settle(step, {
    send: () => step.writer.createUser(managedFields(wanted)),
    inEffect: () => isAsWanted(step, wanted),
    alreadySo: async (error) => {
      if (error.kind !== 'already-exists') return false;
      if ((await readBack(step, () => isAsWanted(step, wanted))) === 'yes') return true;
      throw new AcrAccessError('failed', `the user ${wanted.name} exists already and is described differently`, {
        hint: 'Plan again: the next plan describes the user that is there.',
      });
    },
  });
}

/** Sends only the fields that the file manages and that differ. */
export function updateUser(step: Step, before: UserResource, after: UserResource): Promise<Settled> {
  const { name, displayName, comments } = managedFields(after);
  const changed = {
    name,
    ...(displayName === undefined || displayName === before.displayName ? {} : { displayName }),
    ...(comments === undefined || comments === before.comments ? {} : { comments }),
  };
  return settle(step, { send: () => step.writer.updateUser(changed), inEffect: () => isAsWanted(step, after) });
}

/** Deletes a user that nothing hangs on: keys, devices, console logins and groups are never removed on the way. */
export async function deleteUser(step: Step, name: string): Promise<Settled> {
  const blockers = await deletionBlockers(step, name);
  if (blockers === undefined) return 'already';
  if (blockers.length > 0) {
    throw new AcrAccessError('failed', `the user ${name} cannot be deleted yet: ${blockers.join(', ')}`, {
      hint: 'Remove by hand what still hangs on the user, then run apply again.',
    });
  }
  return outwaitLag(
    step,
    (error) => error.kind === 'conflict' && step.justWritten.size > 0,
    () =>
      settle(step, {
        send: () => step.writer.deleteUser(name),
        inEffect: async () => (await find(step, name)) === undefined,
        alreadySo: (error) => error.serviceCode === 'EntityNotExist.User',
      }),
  );
}

/** What hangs on the user, waiting a while for what this run just removed; `undefined` when there is no such user. */
async function deletionBlockers(step: Step, name: string): Promise<readonly string[] | undefined> {
  const waitAgain = patience(step, LAG_PAUSES);
  let blockers: readonly string[] | undefined;
  do {
    blockers = await unlessAbsent(step.reader.deletionBlockers(name));
  } while (blockers !== undefined && blockers.length > 0 && step.justWritten.size > 0 && (await waitAgain()));
  return blockers;
}

async function isAsWanted(step: Step, wanted: UserResource): Promise<boolean> {
  const found = await find(step, wanted.name);
  if (found === undefined) return false;
  const { displayName = found.displayName, comments = found.comments } = wanted;
  return found.displayName === displayName && found.comments === comments;
}

const find = async (step: Step, name: string) => (await step.reader.users()).find((user) => user.name === name);

function managedFields({ name, displayName, comments }: UserResource) {
  return {
    name,
    ...(displayName === undefined ? {} : { displayName }),
    ...(comments === undefined ? {} : { comments }),
  };
}
