import { formatAccountFile } from '../src/state/account-file.ts';
import type { Attachment, Policy } from '../src/state/types.ts';
import { ACCOUNT } from './worlds.ts';

/** Accounts as they grow by hand: the samples of the vendor's pages, copies of them, wildcards and odd documents. */

const INSTANCE = 'cri-prod000000000001';
const READ = ['cr:Get*', 'cr:List*', 'cr:PullRepository'];
const PUSH = [...READ, 'cr:PushRepository'];
const allow = (Action: string | readonly string[], Resource: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const LOGIN = allow('cr:GetAuthorizationToken', '*');
const CONSOLE = allow(['cr:ListNamespace', 'cr:ListRepository'], ['*']);
const personal = (path: string, region = '*'): string => `acs:cr:${region}:*:repository/${path}`;
const enterprise = (path: string): string => `acs:cr:*:*:repository/${INSTANCE}/${path}`;

/** Statements of the pages on access control and on credentials, with another namespace in each. */
const TYPICAL: readonly ((namespace: string) => readonly object[])[] = [
  (ns) => [allow(READ, [personal(`${ns}/*`)])],
  (ns) => [allow(READ, [personal(`${ns}/*`)]), CONSOLE],
  (ns) => [allow(['cr:*'], [personal(`${ns}/nginx`, 'cn-hangzhou')]), allow(READ.slice(0, 2), [personal(ns)])],
  (ns) => [allow(['cr:*'], [personal(`${ns}/nginx`, 'cn-hangzhou')]), allow(READ.slice(0, 2), [personal(ns)]), CONSOLE],
  (ns) => [allow(['cr:*'], [personal(ns, 'cn-hangzhou'), personal(`${ns}/*`, 'cn-hangzhou')])],
  (ns) => [allow(['cr:*'], [personal(ns, 'cn-hangzhou'), personal(`${ns}/*`, 'cn-hangzhou')]), CONSOLE],
  (ns) => [allow(READ, enterprise(`${ns}/*`)), LOGIN],
  (ns) => [allow(PUSH, enterprise(`${ns}/*`)), LOGIN],
  (ns) => [allow(PUSH, enterprise(`${ns}/*`)), allow('cr:CreateRepository', enterprise(ns)), LOGIN],
  (ns) => [allow('cr:*', [enterprise(ns), enterprise(`${ns}/*`)]), LOGIN],
  (ns) => [allow('cr:*', enterprise(`${ns}/api`)), allow(READ.slice(0, 2), enterprise(ns)), LOGIN],
  () => [allow(['cr:GetAuthorizationToken', 'cr:PullRepository', 'cr:PushRepository'], '*')],
  (ns) => [
    allow(['cr:ListInstance*', 'cr:GetInstance*', 'cr:ListSignature*'], '*'),
    allow('cr:*', [enterprise(`${ns}/*`), enterprise(ns)]),
    allow('cr:List*', [enterprise('*'), enterprise('*/*')]),
  ],
];

const ODD: readonly ((namespace: string) => readonly object[])[] = [
  (ns) => [allow('cr:*', enterprise(`${ns}*`))],
  () => [allow('cr:*', '*')],
  (ns) => [allow(['cr:P*', 'cr:G?t*'], enterprise(`*${ns}*/?pi`))],
  (ns) => [
    allow(PUSH, enterprise(`${ns}/*`)),
    { Effect: 'Deny', Action: 'cr:PushRepository', Resource: enterprise(`${ns}/base`) },
  ],
  (ns) => [
    allow(READ, enterprise(`${ns}/*`), {
      Condition: { IpAddress: { 'acs:SourceIp': ['10.0.0.0/8', '192.168.0.0/16'] } },
    }),
  ],
  () => [allow(['ecs:*', 'cr:*', 'log:*'], '*')],
  () => [{ Effect: 'Allow', NotAction: ['ram:*'], Resource: '*' }],
  () => [{ Effect: 'allow', Action: 'cr:*' }],
];

export interface GrownAccount {
  /** an account file */
  readonly text: string;
  /** names of the policies that follow the vendor's pages */
  readonly typical: readonly string[];
}

/** The same on every machine. Three policies of four are typical; one attachment in eight is of a system policy. */
export function grownAccount(size: { users: number; policies: number; attachments: number }): GrownAccount {
  const users = Array.from({ length: size.users }, (_, index) => `user-${index}`);
  const teams = Array.from({ length: size.users / 20 }, (_, index) => `team-${index}`);
  const typical = new Set<string>();
  const policies = Array.from({ length: size.policies }, (_, index): Policy => {
    const [kinds, at] = index % 4 === 3 ? [ODD, (index - 3) / 4] : [TYPICAL, index - Math.floor(index / 4)];
    const name = `policy-${index}`;
    if (kinds === TYPICAL) typical.add(name);
    // Every third one is a copy of another namespace's, as people make them.
    const namespace = `ns${index % 3 === 0 ? Math.floor(index / 9) : index}`;
    const document = { Version: '1', Statement: kinds[at % kinds.length]!(namespace) };
    return { name, type: 'Custom', description: '', tags: {}, defaultVersion: 'v1', document };
  });
  const attachments = new Map<string, Attachment>();
  for (let index = 0; attachments.size < size.attachments; index += 1) {
    const principal =
      index % 10 === 0
        ? (`group:${teams[index % teams.length]!}` as const)
        : (`user:${users[(index * 7) % users.length]!}` as const);
    const system = index % 8 === 7;
    const policy = system
      ? 'AliyunContainerRegistryReadOnlyAccess'
      : policies[(index * 13 + Math.floor(index / size.users)) % policies.length]!.name;
    attachments.set(`${principal} ${policy}`, {
      principal,
      policy,
      type: system ? 'System' : 'Custom',
      scope: 'account',
    });
  }
  const text = formatAccountFile({
    formatVersion: 1,
    account: ACCOUNT,
    alias: 'example',
    users: users.map((name) => ({ name, displayName: name, comments: '' })),
    groups: teams.map((name, index) => ({ name, comments: '', members: users.slice(index * 20, index * 20 + 10) })),
    roles: [],
    policies,
    attachments: [...attachments.values()],
    resourceGroups: [{ id: 'rg-default', name: 'default' }],
    instances: [{ id: INSTANCE, name: 'prod', region: 'cn-hangzhou', resourceGroup: 'rg-default', namespaces: [] }],
    personal: [{ region: 'cn-hangzhou', namespaces: [] }],
  });
  return { text, typical: [...typical] };
}
