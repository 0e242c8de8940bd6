import { ServiceError, type ServiceErrorKind } from '../../src/errors.ts';
import { MAX_POLICY_BYTES } from '../../src/policy/document.ts';
import { ACCOUNT_SCOPE } from '../../src/policy/principal.ts';
import type { AccountWriter } from '../../src/ports.ts';
import type { Attachment } from '../../src/state/types.ts';
import { attachmentKey, createDate, type StoredPolicy, type World } from './memory-world.ts';

/** The rules of RAM's writes over a World: each changes it or throws the ServiceError that RAM would answer. */
export type Writes = { readonly [Name in keyof AccountWriter]: (...args: Parameters<AccountWriter[Name]>) => void };

export function refuse(kind: ServiceErrorKind, operation: string, serviceCode: string, requestId?: string): never {
  throw new ServiceError({
    kind,
    operation: `RAM ${operation}`,
    serviceCode,
    requestId,
    message: `RAM ${operation} failed: ${serviceCode === '' ? kind : serviceCode}`,
  });
}

const KIND = { user: 'User', group: 'Group', role: 'Role' } as const;

export function principalOf(attachment: Attachment): { kind: keyof typeof KIND; name: string } {
  const [kind, name] = attachment.principal.split(':') as [keyof typeof KIND, string];
  return { kind, name };
}

/** The RAM entity that an attachment hangs on, as error codes spell it: `User`, `Group`, `Role`. */
export const entityOf = (attachment: Attachment): 'User' | 'Group' | 'Role' => KIND[principalOf(attachment).kind];

/** `operation` and `requestId` only name the call in errors. */
export function writesOf(world: World, operation: string, requestId: string): Writes {
  const fail = (kind: ServiceErrorKind, code: string): never => refuse(kind, operation, code, requestId);
  const absent = (what: string) => fail('not-found', `EntityNotExist.${what}`);
  const exists = (what: string) => fail('already-exists', `EntityAlreadyExists.${what}`);
  const conflict = (what: string) => fail('conflict', `DeleteConflict.${what}`);
  const limit = (what: string) => fail('limit', `LimitExceeded.${what}`);

  const custom = (name: string): StoredPolicy => world.policies.get(`Custom/${name}`) ?? absent('Policy');
  const store = (policy: StoredPolicy) => world.policies.set(`Custom/${policy.name}`, policy);
  const user = (name: string) => world.users.get(name) ?? absent('User');
  const group = (name: string) => world.groups.get(name) ?? absent('Group');
  const attached = (matches: (attachment: Attachment) => boolean) => [...world.attachments.values()].filter(matches);

  const checkDocument = (text: string) => {
    if (Buffer.byteLength(text) > MAX_POLICY_BYTES) fail('invalid', 'InvalidParameter.PolicyDocument.Length');
    if (!isJson(text)) fail('invalid', 'MalformedPolicyDocument');
  };
  const checkDescription = (text: string) => {
    if (text.length > 1024) fail('invalid', 'InvalidParameter.Description.Length');
  };
  const checkEnds = (attachment: Attachment) => {
    const { kind, name } = principalOf(attachment);
    if (!world[`${kind}s`].has(name)) absent(KIND[kind]);
    if (!world.policies.has(`${attachment.type}/${attachment.policy}`)) absent('Policy');
    const { scope } = attachment;
    if (scope !== ACCOUNT_SCOPE && !world.resourceGroups.some((item) => item.id === scope)) {
      fail('not-found', 'EntityNotExists.ResourceGroup');
    }
  };
  const checkRoom = (attachment: Attachment) => {
    const quota = `${attachment.type === 'Custom' ? 'custom' : 'system'}PoliciesPer${entityOf(attachment)}` as const;
    const held = attached((item) => item.principal === attachment.principal && item.type === attachment.type);
    if (held.length >= world.quotas[quota]) limit(`${entityOf(attachment)}.Policy`);
  };

  return {
    createPolicy({ name, document, description, tags }) {
      if (world.policies.has(`Custom/${name}`)) exists('Policy');
      checkDocument(document);
      checkDescription(description);
      if ([...world.policies.values()].filter((item) => item.type === 'Custom').length >= world.quotas.customPolicies) {
        limit('Policy');
      }
      const versions = [{ id: 'v1', createDate: createDate(1), text: document }];
      store({ name, type: 'Custom', description, tags: { ...tags }, defaultVersion: 'v1', versions, lastNumber: 1 });
    },
    createPolicyVersion(name, document) {
      const policy = custom(name);
      checkDocument(document);
      const number = policy.lastNumber + 1;
      const full = policy.versions.length >= world.quotas.versionsPerPolicy;
      const oldest = full ? policy.versions.find((item) => item.id !== policy.defaultVersion) : undefined;
      const kept = policy.versions.filter((item) => item !== oldest);
      const added = { id: `v${number}`, createDate: createDate(number), text: document };
      store({ ...policy, versions: [...kept, added], defaultVersion: added.id, lastNumber: number });
    },
    setDefaultPolicyVersion(name, version) {
      const policy = custom(name);
      if (!policy.versions.some((item) => item.id === version)) absent('Policy.Version');
      store({ ...policy, defaultVersion: version });
    },
    updatePolicyDescription(name, description) {
      const policy = custom(name);
      checkDescription(description);
      // NewDescription has 1 to 1,024 characters: a description cannot be cleared
      if (description === '') fail('invalid', 'InvalidParameter.Description.Length');
      store({ ...policy, description });
    },
    tagPolicy(name, tags) {
      const policy = custom(name);
      store({ ...policy, tags: { ...policy.tags, ...tags } });
    },
    deletePolicyVersion(name, version) {
      const policy = custom(name);
      if (!policy.versions.some((item) => item.id === version)) absent('Policy.Version');
      if (policy.defaultVersion === version) conflict('Policy.Version.Default');
      store({ ...policy, versions: policy.versions.filter((item) => item.id !== version) });
    },
    deletePolicy(name) {
      const policy = custom(name);
      const holder = attached((item) => item.type === 'Custom' && item.policy === name)[0];
      if (holder !== undefined) conflict(`Policy.${entityOf(holder)}`);
      if (policy.versions.length > 1) conflict('Policy.Version');
      world.policies.delete(`Custom/${name}`);
    },
    attach(attachment) {
      checkEnds(attachment);
      if (world.attachments.has(attachmentKey(attachment))) exists(`${entityOf(attachment)}.Policy`);
      checkRoom(attachment);
      const { principal, policy, type, scope } = attachment;
      world.attachments.set(attachmentKey(attachment), { principal, policy, type, scope });
    },
    detach(attachment) {
      checkEnds(attachment);
      if (!world.attachments.delete(attachmentKey(attachment))) absent(`${entityOf(attachment)}.Policy`);
    },
    createUser({ name, displayName = name, comments = '' }) {
      if (world.users.has(name)) exists('User');
      if (world.users.size >= world.quotas.users) limit('User');
      world.users.set(name, { name, displayName, comments, blockers: [] });
    },
    updateUser({ name, ...fields }) {
      world.users.set(name, { ...user(name), ...fields });
    },
    deleteUser(name) {
      const blocker = user(name).blockers[0];
      if ([...world.groups.values()].some((item) => item.members.includes(name))) conflict('User.Group');
      if (attached((item) => item.principal === `user:${name}`).length > 0) conflict('User.Policy');
      if (blocker !== undefined) conflict('User.AccessKey');
      world.users.delete(name);
    },
    createGroup({ name, comments = '' }) {
      if (world.groups.has(name)) exists('Group');
      if (world.groups.size >= world.quotas.groups) limit('Group');
      world.groups.set(name, { name, comments, members: [] });
    },
    updateGroup({ name, comments }) {
      world.groups.set(name, { ...group(name), comments });
    },
    addMember(name, member) {
      const found = group(name);
      user(member);
      if (found.members.includes(member)) exists('User.Group');
      const joined = [...world.groups.values()].filter((item) => item.members.includes(member));
      if (joined.length >= world.quotas.groupsPerUser) limit('User.Group');
      world.groups.set(name, { ...found, members: [...found.members, member].sort() });
    },
    removeMember(name, member) {
      const found = group(name);
      user(member);
      if (!found.members.includes(member)) absent('User.Group');
      world.groups.set(name, { ...found, members: found.members.filter((item) => item !== member) });
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
