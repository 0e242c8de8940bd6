import { AcrAccessError } from '../errors.ts';
import { sameMeaning } from '../policy/canonical.ts';
import { formatDocument } from '../policy/format.ts';
import type { PolicyResource } from '../state/types.ts';
import { readBack, type Settled, type Step, settle, tagsOf, unlessAbsent } from './step.ts';

/** Creates a custom policy. A policy of that name that is there already is never written to. */
export function createPolicy(step: Step, wanted: PolicyResource): Promise<Settled> {
  const { name, description, tags } = wanted;
  const isThere = () => isAsWanted(step, wanted);
  return settle(step, {
    send: () => step.writer.createPolicy({ name, description, tags, document: formatDocument(wanted.document) }),
    inEffect: isThere,
    alreadySo: async (error) => {
      if (error.kind !== 'already-exists') return false;
      if ((await readBack(step, isThere)) === 'yes') return true;
      throw new AcrAccessError('failed', `a policy ${name} exists already and is not the one that was planned`, {
        hint: 'Plan again: the next plan shows whose policy it is and what would change in it.',
      });
    },
  });
}

async function isAsWanted(step: Step, wanted: PolicyResource): Promise<boolean> {
  const found = await unlessAbsent(step.reader.policy('Custom', wanted.name));
  if (found === undefined || !sameMeaning(found.document, wanted.document)) return false;
  const tags = await tagsOf(step, wanted.name);
  return (
    found.description === wanted.description &&
    Object.entries(wanted.tags).every(([key, value]) => tags?.[key] === value)
  );
}
