import type { Grant } from '../config/types.ts';
import { documentProblems, parseDocument } from '../policy/parse.ts';
import type { PolicyName, Principal } from '../policy/principal.ts';
import { byText } from './keys.ts';
import { MANAGED_BY, MANAGED_BY_TAG, OWNER_TAG } from './ownership.ts';
import {
  type Account,
  type Attachment,
  type AttachmentResource,
  type PolicyResource,
  type PolicySummary,
  policyKey,
} from './types.ts';

/** What takes the place of one attachment of a hand-made policy (`replaces`). */
export interface Replacement {
  /** more than one when several grants replace the policy */
  readonly grants: readonly Grant[];
  /** what these grants give to the same principal in the same scope */
  readonly given: readonly AttachmentResource[];
}

/**
 * The hand-made attachments that the grants of a file take the place of. Kept by policy and asked attachment by attachment:
 * written out, recipients times replaced policies would be many more than any account has.
 */
export class Replacements {
  readonly #byPolicy = new Map<PolicyName, { grant: Grant; given: ReadonlyMap<Principal, AttachmentResource[]> }[]>();

  /** A grant that has not ended, with what it becomes. Who gets nothing by it loses nothing by it. */
  add(grant: Grant, resources: readonly (PolicyResource | AttachmentResource)[]): void {
    if (grant.replaces.length === 0) return;
    const attachments = resources.filter((resource) => resource.kind === 'attachment');
    const entry = { grant, given: Map.groupBy(attachments, ({ principal }) => principal) };
    for (const policy of grant.replaces) {
      const entries = this.#byPolicy.get(policy);
      if (entries === undefined) this.#byPolicy.set(policy, [entry]);
      else entries.push(entry);
    }
  }

  /** What replaces this attachment; `undefined`: no grant asks for it to go. */
  of({ principal, type, policy, scope }: Attachment): Replacement | undefined {
    if (type !== 'Custom') return undefined;
    const entries = (this.#byPolicy.get(policy) ?? [])
      .filter(({ grant, given }) => grant.scope === scope && given.has(principal))
      .sort((a, b) => byText(a.grant.name, b.grant.name));
    if (entries.length === 0) return undefined;
    return {
      grants: entries.map(({ grant }) => grant),
      given: entries.flatMap(({ given }) => given.get(principal) ?? []),
    };
  }

  /** Every policy that is named, with the grants that name it. */
  policies(): readonly (readonly [PolicyName, readonly Grant[]])[] {
    return [...this.#byPolicy].map(([policy, entries]) => [policy, entries.map(({ grant }) => grant)] as const);
  }
}

/** Why a policy is not the file's to replace; `clause` follows the policy's name. */
export interface Obstacle {
  /** managed: a file owns it. foreign: detaching it would take more than access to registries, or nobody can tell */
  readonly kind: 'managed' | 'foreign';
  readonly clause: string;
}

/** What keeps a policy from being replaced: only what people made, and what is about registries alone, may be detached. */
export function obstacleTo(
  name: PolicyName,
  { policies, documents }: Pick<Account, 'policies' | 'documents'>,
  prefix: string,
): Obstacle | undefined {
  const key = policyKey('Custom', name);
  const policy = policies.get(key);
  return (policy && managed(policy, prefix)) ?? foreign(documents.get(key));
}

/** A name with the prefix or one of the two tags is enough: a half-tagged policy is somebody's unfinished work. */
export function managed({ name, tags }: PolicySummary, prefix: string): Obstacle | undefined {
  const owner = tags[OWNER_TAG];
  if (owner !== undefined) return { kind: 'managed', clause: `belongs to ${owner}` };
  if (tags[MANAGED_BY_TAG] === MANAGED_BY)
    return { kind: 'managed', clause: `is tagged ${MANAGED_BY_TAG}=${MANAGED_BY}` };
  return name.startsWith(prefix) ? { kind: 'managed', clause: `has the prefix ${prefix}` } : undefined;
}

function foreign(document: unknown): Obstacle | undefined {
  if (documentProblems(document).length > 0) return { kind: 'foreign', clause: 'cannot be read as a policy' };
  for (const { actions } of parseDocument(document).statements) {
    if (actions === undefined)
      return { kind: 'foreign', clause: 'is about every service but some actions (NotAction)' };
    const other = actions.find((action) => !/^cr:/i.test(action));
    if (other !== undefined) return { kind: 'foreign', clause: `is also about other services, such as ${other}` };
  }
  return undefined;
}
