import type { AccessConfig, Grant, SourcePosition } from '../config/types.ts';
import { compileGrant } from '../policy/compile.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { Principal } from '../policy/principal.ts';
import { keyOf } from './keys.ts';
import { OWNED_SYSTEM_POLICIES, ownershipTags } from './ownership.ts';
import { Replacements } from './replacements.ts';
import type { AttachmentResource, PolicyResource, Resource, ResourceKey, State } from './types.ts';

/** Why a resource is wanted, and the line of the file that says so. */
export interface Origin {
  readonly reason: string;
  readonly source: SourcePosition;
}

/** A grant that cannot become RAM documents. */
export interface CompileProblem {
  readonly grant: Grant;
  readonly problem: string;
}

export interface Desired {
  readonly state: State;
  readonly origins: ReadonlyMap<ResourceKey, Origin>;
  /** hand-made attachments that grants take the place of; a grant that has ended replaces nothing any more */
  readonly replacements: Replacements;
  /** users that the file wants gone, with the line that says so */
  readonly absentUsers: ReadonlyMap<string, SourcePosition>;
  /** grants whose end has passed: they are not wanted any more */
  readonly expired: readonly Grant[];
  /** the grant that has ended and whose policy this was, if any */
  readonly endedGrantOf: (policy: string) => Grant | undefined;
  readonly problems: readonly CompileProblem[];
}

/** Has the grant's exclusive end passed? */
export const hasEnded = (grant: Grant, now: Date): boolean =>
  grant.until !== undefined && Date.parse(grant.until) <= now.getTime();

/** The policy of a grant's `index`-th document: `<prefix><grant>`, then `-2`, `-3`, … */
export const policyNameOf = (prefix: string, grant: string, index: number): string =>
  index === 0 ? `${prefix}${grant}` : `${prefix}${grant}-${index + 1}`;

/** Is `policy` one that the grant compiles to, the first or a split one? */
export function isPolicyOf(prefix: string, grant: string, policy: string): boolean {
  const first = policyNameOf(prefix, grant, 0);
  return policy === first || (policy.startsWith(`${first}-`) && /^[1-9]\d*$/.test(policy.slice(first.length + 1)));
}

/**
 * What the file says, as resources. Absent sections contribute nothing, and are not managed on the current side either.
 * Pure: `now` decides which grants have ended, `owner` is the value of the owner tag.
 */
export function desiredState(config: AccessConfig, owner: string, now: Date): Desired {
  const state = new Map<ResourceKey, Resource>();
  const origins = new Map<ResourceKey, Origin>();
  const absentUsers = new Map<string, SourcePosition>();
  const replacements = new Replacements();
  const expired: Grant[] = [];
  const problems: CompileProblem[] = [];
  const want = (resource: Resource, reason: string, source: SourcePosition): void => {
    const key = keyOf(resource);
    state.set(key, resource);
    if (!origins.has(key)) origins.set(key, { reason, source });
  };

  for (const user of config.users ?? []) {
    if (user.state === 'absent') absentUsers.set(user.name, user.source);
    else
      want(
        { kind: 'user', name: user.name, displayName: user.displayName, comments: user.comments },
        `user ${user.name}`,
        user.source,
      );
  }
  for (const group of config.groups ?? []) {
    want({ kind: 'group', name: group.name, comments: group.comments }, `group ${group.name}`, group.source);
    for (const user of group.members ?? []) {
      want({ kind: 'membership', group: group.name, user }, `group ${group.name}`, group.source);
    }
  }
  for (const grant of config.grants ?? []) {
    if (hasEnded(grant, now)) {
      expired.push(grant);
      continue;
    }
    const compiled = resourcesOf(grant, config, owner);
    if (!compiled.ok) {
      problems.push({ grant, problem: compiled.problem });
      continue;
    }
    for (const resource of compiled.resources) want(resource, `grant ${grant.name}`, grant.source);
    replacements.add(grant, compiled.resources);
  }
  const endedGrantOf = (policy: string): Grant | undefined =>
    expired.find((grant) => isPolicyOf(config.settings.prefix, grant.name, policy));
  return { state, origins, replacements, absentUsers, expired, endedGrantOf, problems };
}

type Compiled =
  | { ok: true; resources: readonly (PolicyResource | AttachmentResource)[] }
  | { ok: false; problem: string };

function resourcesOf(grant: Grant, config: AccessConfig, owner: string): Compiled {
  if (grant.access.kind === 'system-policy') {
    // With `report`, and for policies that the file does not own, nothing is attached: guards and findings say so.
    const enforced = config.settings.systemPolicies === 'enforce' && OWNED_SYSTEM_POLICIES.has(grant.access.policy);
    return { ok: true, resources: enforced ? attachmentsOf(grant, 'System', grant.access.policy) : [] };
  }
  const compiled = compiledOnce(grant, config);
  if (!compiled.ok) return compiled;
  const resources = compiled.documents.flatMap((document, index) => {
    const policy = policyResource(grant, policyNameOf(config.settings.prefix, grant.name, index), document, owner);
    return [policy, ...attachmentsOf(grant, 'Custom', policy.name)];
  });
  return { ok: true, resources };
}

type Documents = ReturnType<typeof compileGrant>;
const compiledBefore = new WeakMap<AccessConfig['registries'], WeakMap<Grant, Documents>>();

/** The file's checks, its lints and the plan each ask for the desired state; the documents are the same for all of them. */
function compiledOnce(grant: Grant, config: AccessConfig): Documents {
  const known = compiledBefore.get(config.registries) ?? new WeakMap<Grant, Documents>();
  compiledBefore.set(config.registries, known);
  const compiled = known.get(grant) ?? compileGrant({ access: specOf(grant, config), until: grant.until });
  known.set(grant, compiled);
  return compiled;
}

/** The grant's level with its registries looked up, or its statements, as the compiler takes them. */
function specOf(grant: Grant, config: AccessConfig): Parameters<typeof compileGrant>[0]['access'] {
  if (grant.access.kind === 'statements') return { kind: 'statements', statements: grant.access.statements };
  if (grant.access.kind === 'system-policy') throw new Error('a system policy is not compiled');
  const { can, on } = grant.access;
  const areas = on.map(({ registry, pattern }) => {
    const found = config.registries.find(({ name }) => name === registry);
    if (found === undefined) throw new Error(`registry ${registry} passed the rules and is not declared`);
    return { registry: found, pattern };
  });
  return { kind: 'level', can, on: areas, create: grant.create, console: grant.console, login: grant.login };
}

function policyResource(grant: Grant, name: string, document: PolicyDocument, owner: string): PolicyResource {
  return {
    kind: 'policy',
    name,
    // UpdatePolicyDescription takes 1 to 1,024 characters, so there is always a text.
    description: grant.reason ?? `grant ${grant.name}`,
    tags: ownershipTags(owner),
    document,
  };
}

const attachmentsOf = (grant: Grant, type: 'Custom' | 'System', policy: string): readonly AttachmentResource[] =>
  grant.to.map((principal: Principal) => ({ kind: 'attachment', principal, policy, type, scope: grant.scope }));
