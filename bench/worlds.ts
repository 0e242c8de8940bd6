import { parseConfig } from '../src/config/parse.ts';
import type { AccessConfig } from '../src/config/types.ts';
import type { Principal } from '../src/policy/principal.ts';
import type { AccountFile } from '../src/state/account-file.ts';
import { desiredState } from '../src/state/desired.ts';
import { ownerKey, ownershipTags } from '../src/state/ownership.ts';
import type { AttachmentResource, Policy, PolicyResource } from '../src/state/types.ts';

/** Accounts of any size and the files that partly match them: the same for the same options, on every machine. */

export const ACCOUNT = '1234567890123456';
export const CONFIG_FILE = 'acr-access.yaml';
export const OWNER = ownerKey('bench/images', CONFIG_FILE);
export const NOW = new Date('2026-06-01T12:00:00Z');
const RESOURCE_GROUP = 'rg-aekbench0000001';

export interface WorldSize {
  readonly users: number;
  /** managed policies in the account */
  readonly policies: number;
  /** attachments in the account, managed or not */
  readonly attachments: number;
}

export interface World {
  /** in one piece, as people write it */
  readonly configText: string;
  readonly config: AccessConfig;
  readonly account: AccountFile;
}

/**
 * An account that has drifted from its file a little. Of the grants 3 % are not there yet, 3 % are in the account only
 * and 4 % have another document; so do 5 % of their attachments differ. One attachment in ten is of a policy that the
 * file does not own; for every four managed policies there is a custom one that it does not own either.
 */
export function driftedWorld(size: WorldSize): World {
  const random = seeded(20260601);
  const crowd = crowdOf(size.users);
  const draw = drawPrincipals(crowd);
  const share = (size.attachments * 0.9) / size.policies;
  const grants = Array.from({ length: size.policies }, (_, index) => {
    const count = Math.max(1, Math.round(share * (0.5 + random())));
    return grantText(index, draw(count));
  });
  const config = configFrom(crowd, grants);
  const { policies, attachments } = wantedBy(config);
  const missing = new Set(policies.filter(() => random() < 0.03).map(({ name }) => name));
  const found = policies.filter(({ name }) => !missing.has(name)).map((policy) => toFound(policy, random() < 0.04));
  const stale = Array.from({ length: size.policies - found.length }, (_, index) => ownedPolicy(`ended-${pad(index)}`));
  const held = attachments
    .filter(({ policy }) => !missing.has(policy) && random() >= 0.025)
    .map(({ principal, policy, type, scope }) => ({ principal, policy, type, scope }))
    .slice(0, Math.floor(size.attachments * 0.9));
  const left = stale.flatMap(({ name }) => draw(2).map((principal) => accountWide(principal, name, 'Custom')));
  const others = Array.from({ length: Math.ceil(size.policies / 4) }, (_, index) => foreignPolicy(index));
  const foreign = foreignAttachments(crowd, others, size.attachments - held.length - left.length);
  return {
    configText: `${header(crowd)}${grants.join('')}`,
    config,
    account: accountFrom(crowd, [...found, ...stale, ...others], [...held, ...left, ...foreign]),
  };
}

/** Users and policies are as the file says, and not one attachment is there yet. All are for users: one API. */
export function unattachedWorld(size: WorldSize): World {
  const crowd = crowdOf(size.users);
  const perGrant = size.attachments / size.policies;
  const grants = Array.from({ length: size.policies }, (_, index) => {
    const to = Array.from({ length: perGrant }, (_, member) => {
      return `user:${crowd.users[(index * perGrant + member) % crowd.users.length]}` as Principal;
    });
    return grantText(index, to);
  });
  const config = configFrom(crowd, grants);
  const policies = wantedBy(config).policies.map((policy) => toFound(policy, false));
  return { configText: `${header(crowd)}${grants.join('')}`, config, account: accountFrom(crowd, policies, []) };
}

interface Crowd {
  readonly users: readonly string[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly roles: readonly string[];
}

function crowdOf(count: number): Crowd {
  const names = (kind: string, length: number) => Array.from({ length }, (_, index) => `${kind}-${pad(index)}`);
  const users = names('user', count);
  const groups = names('team', Math.ceil(count / 20)).map((name, index) => ({
    name,
    members: Array.from({ length: 10 }, (_, member) => users[(index * 20 + member) % users.length]!),
  }));
  return { users, groups, roles: names('pipeline', Math.ceil(count / 20)) };
}

/** Goes round through each kind, so that nobody comes near the limit of 10 policies: 88 % users, the rest groups and roles. */
function drawPrincipals({ users, groups, roles }: Crowd): (count: number) => readonly Principal[] {
  const rings: readonly (readonly Principal[])[] = [
    users.map((name): Principal => `user:${name}`),
    groups.map(({ name }): Principal => `group:${name}`),
    roles.map((name): Principal => `role:${name}`),
  ];
  const cursors = [0, 0, 0];
  let drawn = 0;
  return (count) =>
    Array.from({ length: count }, () => {
      drawn += 1;
      const kind = drawn % 16 === 0 ? 1 : drawn % 16 === 8 ? 2 : 0;
      const ring = rings[kind]!;
      return ring[cursors[kind]!++ % ring.length]!;
    });
}

const pad = (index: number): string => String(index).padStart(5, '0');

/** Half of the groups are declared; one user in fifty is. */
function header({ users, groups }: Crowd): string {
  const declaredUsers = users
    .filter((_, index) => index % 50 === 0)
    .map((name) => `  ${name}: { comments: ${name} }\n`);
  const declaredGroups = groups
    .filter((_, index) => index % 2 === 0)
    .map(({ name, members }) => `  ${name}: { members: [${members.join(', ')}] }\n`);
  return `version: 1
account: "${ACCOUNT}"
registries:
  prod: { instance: cri-bench000000001, region: cn-hangzhou }
settings: { owner: bench/images, limits: { removals: 1000000, removalPercent: 100 } }
users:
${declaredUsers.join('')}groups:
${declaredGroups.join('')}grants:
`;
}

const LEVELS = ['pull', 'push', 'full'] as const;

const grantText = (index: number, to: readonly Principal[]): string => `  images-${pad(index)}:
    reason: images of product ${index}
    can: ${LEVELS[index % LEVELS.length]}
    on: prod:product-${pad(index)}/*
    to: [${to.join(', ')}]
${index % 20 === 0 ? `    scope: ${RESOURCE_GROUP}\n` : ''}`;

/** Grants to one text: a file may have 1 MiB, and the largest worlds need several. */
const GRANTS_PER_TEXT = 1000;

function configFrom(crowd: Crowd, grants: readonly string[]): AccessConfig {
  const parts = Array.from({ length: Math.ceil(grants.length / GRANTS_PER_TEXT) }, (_, part) => {
    const text = grants.slice(part * GRANTS_PER_TEXT, (part + 1) * GRANTS_PER_TEXT).join('');
    const parsed = parseConfig({ file: CONFIG_FILE, bytes: new TextEncoder().encode(`${header(crowd)}${text}`) });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues.slice(0, 3), undefined, 2));
    return parsed.value;
  });
  return { ...parts[0]!, grants: parts.flatMap((part) => part.grants ?? []) };
}

function wantedBy(config: AccessConfig): { policies: PolicyResource[]; attachments: AttachmentResource[] } {
  const resources = [...desiredState(config, OWNER, NOW).state.values()];
  return {
    policies: resources.filter((resource) => resource.kind === 'policy'),
    attachments: resources.filter((resource) => resource.kind === 'attachment'),
  };
}

function toFound({ name, description, tags, document }: PolicyResource, edited: boolean): Policy {
  const shown = edited ? { ...document, Statement: document.Statement.slice(0, 1) } : document;
  return { name, type: 'Custom', description, tags, defaultVersion: 'v1', document: shown };
}

const pullOf = (product: string): unknown => ({
  Version: '1',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['cr:Get*', 'cr:List*', 'cr:PullRepository'],
      Resource: [`acs:cr:cn-hangzhou:*:repository/cri-bench000000001/${product}/*`],
    },
  ],
});

const ownedPolicy = (grant: string): Policy => ({
  name: `acr-access-${grant}`,
  type: 'Custom',
  description: `grant ${grant}`,
  tags: ownershipTags(OWNER),
  defaultVersion: 'v1',
  document: pullOf(grant),
});

const foreignPolicy = (index: number): Policy => ({
  name: `other-${pad(index)}`,
  type: 'Custom',
  description: 'made in the console',
  tags: {},
  defaultVersion: 'v1',
  document: pullOf(`other-${pad(index)}`),
});

const accountWide = (principal: Principal, policy: string, type: 'Custom' | 'System') =>
  ({ principal, policy, type, scope: 'account' }) as const;

/** Half of the custom policies of others are in use, and so are some system policies. */
function foreignAttachments({ users }: Crowd, custom: readonly Policy[], count: number) {
  const policies = [
    ...custom.filter((_, index) => index % 2 === 0),
    { name: 'AliyunRAMReadOnlyAccess', type: 'System' as const },
    { name: 'AliyunContainerRegistryReadOnlyAccess', type: 'System' as const },
  ];
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / users.length);
    const { name, type } = policies[((index % users.length) + round) % policies.length]!;
    return accountWide(`user:${users[index % users.length]!}`, name, type);
  });
}

function accountFrom(
  { users, groups, roles }: Crowd,
  policies: readonly Policy[],
  attachments: AccountFile['attachments'],
): AccountFile {
  return {
    formatVersion: 1,
    account: ACCOUNT,
    alias: 'bench',
    users: users.map((name) => ({ name, displayName: name, comments: name })),
    groups: groups.map(({ name, members }) => ({ name, comments: '', members })),
    roles: roles.map((name) => ({ name, description: '' })),
    policies,
    attachments,
    resourceGroups: [
      { id: 'rg-default', name: 'default' },
      { id: RESOURCE_GROUP, name: 'bench' },
    ],
    instances: [],
    personal: [],
  };
}

/** Mulberry32: numbers in [0, 1) that are the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
