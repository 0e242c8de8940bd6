import { onTestFinished } from 'vitest';
import type { AccountData } from '../../src/emulator/account-data.ts';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { loadConfig, type PlanRequest } from '../../src/pipeline.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { formatDocument } from '../../src/policy/format.ts';
import { connectTo } from '../edges/alibaba/support/fake-service.ts';

export const BOT = 'acr-access-bot';
const ACCOUNT = '1234567890123456';
const OWNED = { 'managed-by': 'acr-access', 'managed-by-file': 'org/repo:acr-access.yaml' };

const allow = (action: string): PolicyDocument => ({
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: action, Resource: 'acs:cr:cn-hangzhou:*:repository/cri-prod000000000001/x/*' },
  ],
});
const policy = (name: string, tags: Record<string, string>) =>
  ({ name, type: 'Custom', description: 'before', tags, document: allow('cr:GetRepository') }) as const;
const attached = (principal: `user:${string}` | `group:${string}` | `role:${string}`, name: string) =>
  ({ principal, policy: name, type: name.startsWith('Aliyun') ? 'System' : 'Custom' }) as const;

/** An account in which the whole of FEATURES changes something for every action that the page names. */
const account: AccountData = {
  account: ACCOUNT,
  users: ['alice', 'bob', 'gone', BOT].map((name) => ({ name })),
  groups: [{ name: 'team-a', members: ['alice', 'bob'] }, { name: 'admins' }],
  roles: [{ name: 'ci' }, { name: 'old' }, { name: BOT }],
  policies: [
    policy('acr-access-changed', OWNED),
    policy('acr-access-taken', {}),
    policy('acr-access-dropped', OWNED),
    policy('hand-made', {}),
  ],
  attachments: [
    attached('user:alice', 'AliyunContainerRegistryFullAccess'),
    attached('user:bob', 'acr-access-dropped'),
    attached('group:team-a', 'acr-access-dropped'),
    attached('role:old', 'AliyunContainerRegistryReadOnlyAccess'),
    attached('user:bob', 'hand-made'),
    attached('group:team-a', 'hand-made'),
    attached('role:ci', 'hand-made'),
  ],
  resourceGroups: [{ id: 'rg-default', name: 'default' }],
  instances: [{ id: 'cri-prod000000000001', name: 'acme', region: 'cn-hangzhou', namespaces: [{ name: 'x' }] }],
  personal: [{ region: 'cn-hangzhou', namespaces: [{ name: 'x' }] }],
};

const BASE = `version: 1
account: "${ACCOUNT}"
registries:
  prod: { instance: cri-prod000000000001, region: cn-hangzhou }
settings:
  owner: org/repo
  ignore: [role:old]
  limits: { removalPercent: 100 }
`;
const GRANTS = `grants:
  changed: { reason: after, can: pull, on: prod:x/*, to: [user:alice, group:team-a] }
  taken: { can: push, on: prod:x/*, to: user:alice }
  auditors: { policy: AliyunContainerRegistryReadOnlyAccess, to: user:bob }
`;

/** What a file may use, as parts of one. */
export const FEATURES = {
  roles: '  deploy: { can: pull, on: prod:x/*, to: role:ci }\n',
  resourceGroups: '  scoped: { can: pull, on: prod:x/*, to: user:bob, scope: rg-default }\n',
  replaces: '  swapped: { can: pull, on: prod:x/*, to: [user:bob, group:team-a], replaces: hand-made }\n',
  groups:
    'groups:\n  team-a: { comments: after, members: [alice] }\n  team-b: { comments: new, members: [bob] }\n  team-c: {}\n',
  users: 'users:\n  alice: { displayName: Alice }\n  newcomer: {}\n',
  deletion: 'users:\n  gone: { state: absent }\n',
} as const;
export type Feature = keyof typeof FEATURES;

/** A file that uses these features, and nothing else that needs more than the base does. */
export function requestFor(features: readonly Feature[]): PlanRequest {
  // Roles are detached only where grants to roles are: otherwise the file ignores the role that holds something.
  const base = features.includes('roles') ? BASE.replace('  ignore: [role:old]\n', '') : BASE;
  const grants = features.filter((feature) => FEATURES[feature].startsWith('  ')).map((feature) => FEATURES[feature]);
  const sections = features.filter((feature) => !FEATURES[feature].startsWith('  ')).map((name) => FEATURES[name]);
  const users = sections.filter((section) => section.startsWith('users:'));
  const oneUsers = users.map((section, index) => (index === 0 ? section : section.replace('users:\n', ''))).join('');
  const others = sections.filter((section) => !section.startsWith('users:')).join('');
  const given = grants.join('');
  const allGrants = features.includes('roles')
    ? given.replace('team-a], replaces', 'team-a, role:ci], replaces')
    : given;
  const text = base + GRANTS + allGrants + oneUsers + others;
  const input = { file: 'acr-access.yaml', repositoryPath: 'acr-access.yaml', repository: undefined };
  const { config } = loadConfig({ ...input, bytes: new TextEncoder().encode(text) });
  return { config, input, adopt: ['acr-access-taken'] };
}

/** The account with a user that holds exactly these policies and an access key, and a connection as that user. */
export async function connectedAs(documents: readonly unknown[]) {
  const held = documents.map((document, index) => ({ name: `bot-${index}`, type: 'Custom' as const, document }));
  const emulator = await startEmulator({
    account: {
      ...account,
      policies: [...account.policies!, ...held],
      attachments: [...account.attachments!, ...held.map(({ name }) => attached(`user:${BOT}`, name))],
    },
    accessKeys: [
      { id: 'LTAI-root', secret: 'root-secret' },
      { id: 'LTAI-bot', secret: 'bot-secret', owner: `user:${BOT}` },
    ],
  });
  onTestFinished(() => emulator.close());
  // A policy of one version could be deleted without the right to delete versions.
  const root = await connect(emulator, 'root');
  await root.writer().createPolicyVersion('acr-access-dropped', formatDocument(allow('cr:PullRepository')));
  return { emulator, ...(await connect(emulator, 'bot')) };
}

const connect = (emulator: Emulator, who: 'root' | 'bot') =>
  connectTo(
    { address: emulator.url.slice('http://'.length) },
    { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: `LTAI-${who}`, ALIBABA_CLOUD_ACCESS_KEY_SECRET: `${who}-secret` } },
  );
