import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { documentText } from './account.ts';
import { allow, bot, deny, startWith } from './bot.ts';
import { call, failure } from './clients.ts';

let emulator: Emulator;
afterEach(() => emulator.close());

const asBot = (version: string, action: string, query: Record<string, string> = {}, credentials = bot) =>
  failure(call(emulator.url, version, action, { query, credentials }));
const asBotInRam = (action: string, query: Record<string, string> = {}) => asBot('2015-05-01', action, query);

const READ_ACTIONS =
  'ListUsers GetUser ListGroups ListUsersForGroup ListGroupsForUser ListRoles GetRole ListPolicies GetPolicy ListPolicyVersions GetPolicyVersion ListPoliciesForUser ListPoliciesForGroup ListPoliciesForRole ListEntitiesForPolicy ListTagResources ListPolicyAttachments ListResourceGroups GetResourceGroup GetDefaultDomain GetAccountSummary';
const PLAN = allow(
  READ_ACTIONS.split(' ').map((action) => `ram:${action}`),
  '*',
);
const APPLY = [
  PLAN,
  allow('ram:CreatePolicy', 'acs:ram:*:*:policy/*'),
  allow(
    [
      'CreatePolicyVersion',
      'DeletePolicyVersion',
      'SetDefaultPolicyVersion',
      'UpdatePolicyDescription',
      'DeletePolicy',
      'TagResources',
      'UntagResources',
    ].map((action) => `ram:${action}`),
    'acs:ram:*:*:policy/acr-access-*',
  ),
  allow(
    ['ram:AttachPolicyToUser', 'ram:DetachPolicyFromUser', 'ram:AttachPolicyToGroup', 'ram:DetachPolicyFromGroup'],
    [
      'acs:ram:*:*:user/*',
      'acs:ram:*:*:group/*',
      'acs:ram:*:*:policy/acr-access-*',
      'acs:ram:*:system:policy/AliyunContainerRegistry*',
    ],
  ),
  deny('ram:AttachPolicyTo*', [
    'acs:ram:*:system:policy/AdministratorAccess',
    'acs:ram:*:system:policy/AliyunRAMFullAccess',
  ]),
];

const READS: [string, string, Record<string, string>][] = [
  ['2015-05-01', 'ListUsers', {}],
  ['2015-05-01', 'GetUser', { UserName: 'alice' }],
  ['2015-05-01', 'ListGroups', {}],
  ['2015-05-01', 'ListUsersForGroup', { GroupName: 'frontend' }],
  ['2015-05-01', 'ListGroupsForUser', { UserName: 'alice' }],
  ['2015-05-01', 'ListRoles', {}],
  ['2015-05-01', 'GetRole', { RoleName: 'ci-release' }],
  ['2015-05-01', 'ListPolicies', {}],
  ['2015-05-01', 'GetPolicy', { PolicyType: 'System', PolicyName: 'AdministratorAccess' }],
  ['2015-05-01', 'GetPolicy', { PolicyType: 'Custom', PolicyName: 'team-read' }],
  ['2015-05-01', 'ListPolicyVersions', { PolicyType: 'Custom', PolicyName: 'team-read' }],
  ['2015-05-01', 'GetPolicyVersion', { PolicyType: 'Custom', PolicyName: 'team-read', VersionId: 'v1' }],
  ['2015-05-01', 'ListPoliciesForUser', { UserName: 'alice' }],
  ['2015-05-01', 'ListPoliciesForGroup', { GroupName: 'frontend' }],
  ['2015-05-01', 'ListPoliciesForRole', { RoleName: 'ci-release' }],
  ['2015-05-01', 'ListEntitiesForPolicy', { PolicyType: 'Custom', PolicyName: 'team-read' }],
  ['2015-05-01', 'ListTagResources', { ResourceType: 'policy' }],
  ['2020-03-31', 'ListPolicyAttachments', {}],
  ['2020-03-31', 'ListResourceGroups', {}],
  ['2020-03-31', 'GetResourceGroup', { ResourceGroupId: 'rg-team' }],
  ['2019-08-15', 'GetDefaultDomain', {}],
  ['2019-08-15', 'GetAccountSummary', {}],
  ['2015-04-01', 'GetCallerIdentity', {}],
];

describe('the documented role for plan', () => {
  it.each(READS)('may call %s %s %j', async (version, action, query) => {
    emulator = await startWith([PLAN]);
    expect(await asBot(version, action, query)).toBe('ok');
  });

  it('may write nothing', async () => {
    emulator = await startWith([PLAN]);
    const policy = { PolicyType: 'Custom', PolicyName: 'acr-access-old' };
    const writes: [string, Record<string, string>][] = [
      ['CreateUser', { UserName: 'new' }],
      ['CreatePolicy', { PolicyName: 'new', PolicyDocument: documentText() }],
      ['CreatePolicyVersion', { PolicyName: 'acr-access-old', PolicyDocument: documentText() }],
      ['AttachPolicyToUser', { ...policy, UserName: 'alice' }],
      ['DeletePolicy', { PolicyName: 'acr-access-old' }],
      ['AddUserToGroup', { UserName: 'bob', GroupName: 'frontend' }],
    ];
    const before = emulator.snapshot();
    for (const [action, query] of writes) expect(await asBotInRam(action, query), action).toBe('403 NoPermission');
    expect(emulator.snapshot()).toEqual(before);
  });
});

describe('the documented role for apply', () => {
  it('may create, change, attach, detach and delete its own policies', async () => {
    emulator = await startWith(APPLY);
    const name = { PolicyName: 'acr-access-new' };
    const attachment = { ...name, PolicyType: 'Custom' };
    const steps: [string, Record<string, string>][] = [
      [
        'CreatePolicy',
        {
          ...name,
          PolicyDocument: documentText(),
          Description: 'd',
          Tag: '[{"Key":"managed-by","Value":"acr-access"}]',
        },
      ],
      [
        'TagResources',
        { ResourceType: 'policy', ResourceNames: '["acr-access-new"]', Tag: '[{"Key":"a","Value":"b"}]' },
      ],
      ['UntagResources', { ResourceType: 'policy', ResourceNames: '["acr-access-new"]', TagKeys: '["a"]' }],
      ['CreatePolicyVersion', { ...name, PolicyDocument: documentText(), SetAsDefault: 'true' }],
      ['SetDefaultPolicyVersion', { ...name, VersionId: 'v1' }],
      ['DeletePolicyVersion', { ...name, VersionId: 'v2' }],
      ['UpdatePolicyDescription', { ...name, NewDescription: 'e' }],
      ['AttachPolicyToUser', { ...attachment, UserName: 'alice' }],
      ['AttachPolicyToGroup', { ...attachment, GroupName: 'frontend', ResourceGroupId: 'rg-team' }],
      ['DetachPolicyFromUser', { ...attachment, UserName: 'alice' }],
      ['DetachPolicyFromGroup', { ...attachment, GroupName: 'frontend', ResourceGroupId: 'rg-team' }],
      [
        'AttachPolicyToUser',
        { PolicyType: 'System', PolicyName: 'AliyunContainerRegistryFullAccess', UserName: 'alice' },
      ],
      ['DeletePolicy', { ...name, CascadingDelete: 'true' }],
    ];
    for (const [action, query] of steps) expect(await asBotInRam(action, query), action).toBe('ok');
  });

  it.each<[string, Record<string, string>]>([
    ['CreatePolicyVersion', { PolicyName: 'team-read', PolicyDocument: documentText() }],
    ['DeletePolicy', { PolicyName: 'team-read' }],
    ['TagResources', { ResourceType: 'policy', ResourceNames: '["acr-access-old","team-read"]', Tag: '[{"Key":"a"}]' }],
    ['AttachPolicyToUser', { PolicyType: 'System', PolicyName: 'AdministratorAccess', UserName: 'bot' }],
    ['AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: 'team-read', UserName: 'alice' }],
    ['AttachPolicyToRole', { PolicyType: 'Custom', PolicyName: 'acr-access-old', RoleName: 'ci-release' }],
    ['CreateUser', { UserName: 'x' }],
    ['CreateAccessKey', { UserName: 'alice' }],
  ])('may not call %s %j', async (action, query) => {
    emulator = await startWith(APPLY);
    expect(await asBotInRam(action, query)).toBe('403 NoPermission');
  });
});
