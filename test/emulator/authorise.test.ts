import { afterEach, describe, expect, it } from 'vitest';
import type { AccountData } from '../../src/emulator/account-data.ts';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { ACCOUNT_ID, account, documentText, INSTANCE } from './account.ts';
import { type Credentials, call, cr, failure, ram, ramClient, sts, stsClient } from './clients.ts';
import { ROLE_ARN } from './oidc.ts';

let emulator: Emulator;
afterEach(() => emulator.close());

const bot: Credentials = { accessKeyId: 'LTAI-bot', accessKeySecret: 'bot-secret' };

/** An account in which the user `bot` holds the statements, directly or as told. */
async function startWith(
  statements: readonly object[],
  more: { to?: 'user:bot' | 'group:bots'; scope?: string } = {},
): Promise<void> {
  const data: AccountData = {
    ...account,
    users: [...(account.users ?? []), { name: 'bot' }],
    groups: [...(account.groups ?? []), { name: 'bots', members: ['bot'] }],
    policies: [
      ...(account.policies ?? []),
      { name: 'bot', type: 'Custom', document: { Version: '1', Statement: statements } },
      {
        name: 'acr-access-old',
        type: 'Custom',
        document: { Version: '1', Statement: [{ Effect: 'Allow', Action: 'cr:Get*', Resource: '*' }] },
      },
    ],
    attachments: [
      ...(account.attachments ?? []),
      { principal: more.to ?? 'user:bot', policy: 'bot', type: 'Custom', scope: more.scope ?? 'account' },
    ],
  };
  emulator = await startEmulator({
    account: data,
    accessKeys: [
      { id: 'LTAI-emulator', secret: 'emulator-secret' },
      { id: 'LTAI-bot', secret: 'bot-secret', owner: 'user:bot' },
    ],
  });
}

const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string | string[], Resource: string | string[]) => ({ Effect: 'Deny', Action, Resource });

const asBot = (version: string, action: string, query: Record<string, string> = {}, credentials = bot) =>
  failure(call(emulator.url, version, action, { query, credentials }));
const asBotInRam = (action: string, query: Record<string, string> = {}) => asBot('2015-05-01', action, query);

const PLAN = allow(
  [
    ...[
      'ListUsers',
      'GetUser',
      'ListGroups',
      'ListUsersForGroup',
      'ListGroupsForUser',
      'ListRoles',
      'GetRole',
      'ListPolicies',
      'GetPolicy',
      'ListPolicyVersions',
    ],
    ...[
      'GetPolicyVersion',
      'ListPoliciesForUser',
      'ListPoliciesForGroup',
      'ListPoliciesForRole',
      'ListEntitiesForPolicy',
      'ListTagResources',
    ],
    ...['ListPolicyAttachments', 'ListResourceGroups', 'GetResourceGroup', 'GetDefaultDomain', 'GetAccountSummary'],
  ].map((action) => `ram:${action}`),
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
    await startWith([PLAN]);
    expect(await asBot(version, action, query)).toBe('ok');
  });

  it('may write nothing', async () => {
    await startWith([PLAN]);
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
    await startWith(APPLY);
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
    await startWith(APPLY);
    expect(await asBotInRam(action, query)).toBe('403 NoPermission');
  });
});

describe('resources of an operation', () => {
  it('are the principal and the policy for an attachment', async () => {
    const attach = { PolicyType: 'Custom', PolicyName: 'acr-access-old', UserName: 'alice' };
    const [user, policy] = [`acs:ram:*:${ACCOUNT_ID}:user/alice`, `acs:ram:*:${ACCOUNT_ID}:policy/acr-access-old`];
    await startWith([allow('ram:AttachPolicyToUser', user)]);
    expect(await asBotInRam('AttachPolicyToUser', attach)).toBe('403 NoPermission');
    await emulator.close();
    await startWith([allow('ram:AttachPolicyToUser', policy)]);
    expect(await asBotInRam('AttachPolicyToUser', attach)).toBe('403 NoPermission');
    await emulator.close();
    await startWith([allow('ram:AttachPolicyToUser', [user, policy])]);
    expect(await asBotInRam('AttachPolicyToUser', attach)).toBe('ok');
  });

  it('are policy/* for a creation, which a prefix does not cover', async () => {
    await startWith([allow('ram:CreatePolicy', 'acs:ram:*:*:policy/acr-access-*')]);
    expect(await asBotInRam('CreatePolicy', { PolicyName: 'acr-access-x', PolicyDocument: documentText() })).toBe(
      '403 NoPermission',
    );
  });
});

describe('what counts', () => {
  it('policies of groups count, and an explicit Deny wins', async () => {
    await startWith([allow('ram:ListUsers', '*')], { to: 'group:bots' });
    expect(await asBotInRam('ListUsers')).toBe('ok');
    await emulator.close();
    await startWith([allow('ram:List*', '*'), deny('ram:ListUsers', '*')]);
    expect(await asBotInRam('ListUsers')).toBe('403 NoPermission');
    expect(await asBotInRam('ListGroups')).toBe('ok');
  });

  it('a change of policy counts at once', async () => {
    await startWith([allow('ram:ListUsers', '*')]);
    const root = ramClient(emulator.url);
    await root.detachPolicyFromUser(
      new ram.DetachPolicyFromUserRequest({ policyType: 'Custom', policyName: 'bot', userName: 'bot' }),
    );
    expect(await asBotInRam('ListUsers')).toBe('403 NoPermission');
  });

  it('dates in conditions count', async () => {
    const until = (date: string) => [
      allow('ram:ListUsers', '*', { Condition: { DateLessThan: { 'acs:CurrentTime': date } } }),
    ];
    await startWith(until('2001-01-01T00:00:00Z'));
    expect(await asBotInRam('ListUsers')).toBe('403 NoPermission');
    await emulator.close();
    await startWith(until('2999-01-01T00:00:00Z'));
    expect(await asBotInRam('ListUsers')).toBe('ok');
  });

  it('a resource group holds for the instances in it and nothing else', async () => {
    const both = [allow(['cr:Get*', 'cr:List*'], '*'), allow('ram:GetUser', '*')];
    await startWith(both, { scope: 'rg-team' });
    expect(await failure(cr(emulator.url, 'GetInstance', { InstanceId: 'cri-other000000002' }, bot))).toBe('ok');
    expect(await failure(cr(emulator.url, 'GetInstance', { InstanceId: INSTANCE }, bot))).toBe('403 NoPrivilege');
    expect(await failure(cr(emulator.url, 'GetAuthorizationToken', { InstanceId: 'cri-other000000002' }, bot))).toBe(
      '403 NoPrivilege',
    );
    expect(await asBotInRam('GetUser', { UserName: 'alice' })).toBe('403 NoPermission');
  });

  it('Container Registry checks tokens on everything and repositories on their own', async () => {
    const repositories = `acs:cr:*:*:repository/${INSTANCE}/juzhong/*`;
    await startWith([allow(['cr:GetAuthorizationToken', 'cr:GetRepository', 'cr:ListRepository'], repositories)]);
    const ask = (action: string, query: Record<string, string>) =>
      failure(cr(emulator.url, action, { InstanceId: INSTANCE, ...query }, bot));
    expect(await ask('GetAuthorizationToken', {})).toBe('403 NoPrivilege');
    expect(await ask('GetRepository', { RepoNamespaceName: 'juzhong', RepoName: 'nginx' })).toBe('ok');
    expect(await ask('GetRepository', { RepoNamespaceName: 'release', RepoName: 'api' })).toBe('403 NoPrivilege');
    expect(await ask('ListRepository', { RepoNamespaceName: 'juzhong' })).toBe('ok');
    expect(await ask('ListRepository', {})).toBe('403 NoPrivilege');
  });
});

describe('a session policy', () => {
  it('only takes away', async () => {
    await startWith([allow('sts:AssumeRole', ROLE_ARN)]);
    const root = ramClient(emulator.url);
    await root.attachPolicyToRole(
      new ram.AttachPolicyToRoleRequest({
        policyType: 'System',
        policyName: 'AliyunRAMReadOnlyAccess',
        roleName: 'ci-release',
      }),
    );
    const session = async (policy?: string): Promise<Credentials> => {
      const request = new sts.AssumeRoleRequest({
        roleArn: ROLE_ARN,
        roleSessionName: 'run',
        ...(policy === undefined ? {} : { policy }),
      });
      const { body } = await stsClient(emulator.url, bot).assumeRole(request);
      const { accessKeyId = '', accessKeySecret = '', securityToken = '' } = body?.credentials ?? {};
      return { accessKeyId, accessKeySecret, securityToken };
    };
    const may = async (credentials: Credentials) => [
      await asBot('2015-05-01', 'ListUsers', {}, credentials),
      await asBot('2015-05-01', 'ListGroups', {}, credentials),
      await asBot('2015-05-01', 'CreateUser', { UserName: 'x' }, credentials),
    ];
    expect(await may(await session())).toEqual(['ok', 'ok', '403 NoPermission']);
    const narrow = JSON.stringify({ Version: '1', Statement: [allow(['ram:ListUsers', 'ram:CreateUser'], '*')] });
    expect(await may(await session(narrow))).toEqual(['ok', '403 NoPermission', '403 NoPermission']);
  });
});

describe('a refusal', () => {
  it('names resource and action, and can be decoded', async () => {
    await startWith([]);
    const refusal = await call(emulator.url, '2015-05-01', 'CreateUser', {
      query: { UserName: 'x' },
      credentials: bot,
    }).catch((error) => error);
    expect(refusal.data).toMatchObject({
      Code: 'NoPermission',
      HostId: 'ram.aliyuncs.com',
      Message: `You are not authorized to do this action. Resource: acs:ram:*:${ACCOUNT_ID}:user/* Action: ram:CreateUser`,
    });
    expect(refusal.accessDeniedDetail).toMatchObject({
      AuthAction: 'ram:CreateUser',
      AuthPrincipalType: 'SubUser',
      NoPermissionType: 'ImplicitDeny',
    });
    const { body } = await ramClient(emulator.url).decodeDiagnosticMessage(
      new ram.DecodeDiagnosticMessageRequest({
        encodedDiagnosticMessage: refusal.accessDeniedDetail.EncodedDiagnosticMessage,
      }),
    );
    expect(body?.decodedDiagnosticMessage).toMatchObject({
      authAction: 'ram:CreateUser',
      authResource: `acs:ram:*:${ACCOUNT_ID}:user/*`,
      explicitDeny: false,
    });
    const nonsense = new ram.DecodeDiagnosticMessageRequest({ encodedDiagnosticMessage: 'nonsense' });
    expect(await failure(ramClient(emulator.url).decodeDiagnosticMessage(nonsense))).toBe(
      '400 InvalidParameter.EncodedDiagnosticMessage',
    );
  });

  it('is not made when authorisation is off', async () => {
    emulator = await startEmulator({
      account,
      authorise: false,
      accessKeys: [{ id: 'LTAI-bot', secret: 'bot-secret', owner: 'user:bob' }],
    });
    expect(await asBotInRam('CreateUser', { UserName: 'x' })).toBe('ok');
  });
});
