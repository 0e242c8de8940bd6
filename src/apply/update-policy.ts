import { AcrAccessError, ServiceError } from '../errors.ts';
import { sameMeaning } from '../policy/canonical.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { formatDocument } from '../policy/format.ts';
import type { PolicyVersion } from '../ports.ts';
import type { FoundPolicyResource, PolicyResource } from '../state/types.ts';
import { readBack, type Settled, type Step, send, settle, tagsOf } from './step.ts';

/**
 * Brings a policy from `before` to `after`: ownership tags first, so that a run that breaks off leaves a policy that
 * the next run knows as its own; then the document, as a new default version; then the description. The version that
 * was the default stays for a rollback. Nothing is written when the live document is neither `before` nor `after`.
 */
export async function updatePolicy(step: Step, before: FoundPolicyResource, after: PolicyResource): Promise<Settled> {
  const replaced = await versionsToReplace(step, before, after);
  const tags = await setTags(step, before, after);
  if (tags === 'done') step.written.push('the tags');
  const document = replaced === undefined ? 'already' : await addVersion(step, after.name, after.document, replaced);
  if (document === 'done') step.written.push('the new document');
  const description = await describe(step, before, after);
  return [tags, document, description].includes('done') ? 'done' : 'already';
}

/** All versions, when the default one has to be replaced; `undefined` when the document is as wanted already. */
async function versionsToReplace(
  step: Step,
  before: FoundPolicyResource,
  after: PolicyResource,
): Promise<readonly PolicyVersion[] | undefined> {
  if (sameMeaning(before.document, after.document)) return undefined;
  const versions = await step.reader.policyVersions(after.name);
  const live = defaultOf(versions)?.document;
  if (sameMeaning(live, after.document)) return undefined;
  if (!isStill(live, before.document)) throw changedSincePlanned(after.name);
  return versions;
}

/** Is the live document the planned one? People's documents may be no JSON (`undefined`) or beyond the grammar: then as text. */
export const isStill = (live: unknown, planned: unknown): boolean =>
  sameMeaning(live, planned) || JSON.stringify(live) === JSON.stringify(planned);

/** The error for a policy whose document is no longer the one that the plan was made from. */
export function changedSincePlanned(policy: string): AcrAccessError {
  return new AcrAccessError('failed', `the document of policy ${policy} was changed since it was planned`, {
    hint: 'Plan again and have the new plan reviewed: somebody else edits this policy.',
  });
}

export const defaultOf = (versions: readonly PolicyVersion[]): PolicyVersion | undefined =>
  versions.find((version) => version.isDefault);

async function setTags(step: Step, before: FoundPolicyResource, after: PolicyResource): Promise<Settled> {
  const wanted = Object.entries(after.tags);
  const changed = wanted.filter(([key, value]) => before.tags[key] !== value);
  if (changed.length === 0) return 'already';
  return settle(step, {
    send: () => step.writer.tagPolicy(after.name, Object.fromEntries(changed)),
    inEffect: async () => {
      const tags = await tagsOf(step, after.name);
      return wanted.every(([key, value]) => tags?.[key] === value);
    },
  });
}

async function describe(step: Step, before: FoundPolicyResource, after: PolicyResource): Promise<Settled> {
  if (before.description === after.description) return 'already';
  return settle(step, {
    send: () => step.writer.updatePolicyDescription(after.name, after.description),
    inEffect: async () => (await step.reader.policy('Custom', after.name)).description === after.description,
  });
}

/**
 * Makes the document the new default version. CreatePolicyVersion makes one version more each time it is called, so it
 * is sent once: after an unclear answer the new version is looked for, and adopted when it is there.
 */
async function addVersion(
  step: Step,
  name: string,
  document: PolicyDocument,
  known: readonly PolicyVersion[],
): Promise<Settled> {
  try {
    await send(step, () => step.writer.createPolicyVersion(name, formatDocument(document)));
    return 'done';
  } catch (error) {
    if (!(error instanceof ServiceError) || error.kind !== 'unclear') throw error;
  }
  let found: FoundVersion | undefined;
  await readBack(step, async () => {
    found = newVersion(await step.reader.policyVersions(name), document, known);
    return found !== undefined;
  });
  if (found === undefined) {
    throw new AcrAccessError('failed', `it is not clear whether the new version of policy ${name} was created`, {
      hint: 'Run apply again: it looks first at what is there. The version was not sent twice.',
    });
  }
  return found.isDefault ? 'done' : makeDefault(step, name, found.id);
}

type FoundVersion = Pick<PolicyVersion, 'id' | 'isDefault'>;

/** The version with this document that was not there before, or that somebody else made the default meanwhile. */
function newVersion(
  versions: readonly PolicyVersion[],
  document: PolicyDocument,
  known: readonly PolicyVersion[],
): FoundVersion | undefined {
  const matching = versions.filter((version) => sameMeaning(version.document, document));
  // ids may be used again after a deletion (not documented), times are not
  const isKnown = ({ id, createDate }: PolicyVersion) =>
    known.some((version) => version.id === id && version.createDate === createDate);
  const current = defaultOf(versions);
  if (current === undefined || matching.includes(current)) return current;
  // a default that is neither the old nor the new one is somebody else's: leave it
  return isKnown(current) ? matching.find((version) => !isKnown(version)) : undefined;
}

const makeDefault = (step: Step, name: string, version: string): Promise<Settled> =>
  settle(step, {
    send: () => step.writer.setDefaultPolicyVersion(name, version),
    inEffect: async () => defaultOf(await step.reader.policyVersions(name))?.id === version,
  });
