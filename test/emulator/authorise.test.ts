import { afterEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { ACCOUNT_ID, account, documentText, INSTANCE } from './account.ts';
import { allow, bot, deny, startWith } from './bot.ts';
import { type Credentials, call, cr, failure, personal, ram, ramClient, sts, stsClient } from './clients.ts';
import { ROLE_ARN } from './oidc.ts';

let emulator: Emulator;
afterEach(() => emulator.close());

const asBot = (version: string, action: string, query: Record<string, string> = {}, credentials = bot) =>
  failure(call(emulator.url, version, action, { query, credentials }));
const asBotInRam = (action: string, query: Record<string, string> = {}) => asBot('2015-05-01', action, query);

describe('resources of an operation', () => {
  it('are the principal and the policy for an attachment', async () => {
    const attach = { PolicyType: 'Custom', PolicyName: 'acr-access-old', UserName: 'alice' };
    const [user, policy] = [`acs:ram:*:${ACCOUNT_ID}:user/alice`, `acs:ram:*:${ACCOUNT_ID}:policy/acr-access-old`];
    emulator = await startWith([allow('ram:AttachPolicyToUser', user)]);
    expect(await asBotInRam('AttachPolicyToUser', attach)).toBe('403 NoPermission');
    await emulator.close();
    emulator = await startWith([allow('ram:AttachPolicyToUser', policy)]);
    expect(await asBotInRam('AttachPolicyToUser', attach)).toBe('403 NoPermission');
    await emulator.close();
    emulator = await startWith([allow('ram:AttachPolicyToUser', [user, policy])]);
    expect(await asBotInRam('AttachPolicyToUser', attach)).toBe('ok');
  });

  it('are policy/* for a creation, which a prefix does not cover', async () => {
    emulator = await startWith([allow('ram:CreatePolicy', 'acs:ram:*:*:policy/acr-access-*')]);
    expect(await asBotInRam('CreatePolicy', { PolicyName: 'acr-access-x', PolicyDocument: documentText() })).toBe(
      '403 NoPermission',
    );
  });
});

describe('what counts', () => {
  it('policies of groups count, and an explicit Deny wins', async () => {
    emulator = await startWith([allow('ram:ListUsers', '*')], { to: 'group:bots' });
    expect(await asBotInRam('ListUsers')).toBe('ok');
    await emulator.close();
    emulator = await startWith([allow('ram:List*', '*'), deny('ram:ListUsers', '*')]);
    expect(await asBotInRam('ListUsers')).toBe('403 NoPermission');
    expect(await asBotInRam('ListGroups')).toBe('ok');
  });

  it('a change of policy counts at once', async () => {
    emulator = await startWith([allow('ram:ListUsers', '*')]);
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
    emulator = await startWith(until('2001-01-01T00:00:00Z'));
    expect(await asBotInRam('ListUsers')).toBe('403 NoPermission');
    await emulator.close();
    emulator = await startWith(until('2999-01-01T00:00:00Z'));
    expect(await asBotInRam('ListUsers')).toBe('ok');
  });

  it('a resource group holds for the instances in it and nothing else', async () => {
    const both = [allow(['cr:Get*', 'cr:List*'], '*'), allow('ram:GetUser', '*')];
    emulator = await startWith(both, { scope: 'rg-team' });
    expect(await failure(cr(emulator.url, 'GetInstance', { InstanceId: 'cri-other000000002' }, bot))).toBe('ok');
    expect(await failure(cr(emulator.url, 'GetInstance', { InstanceId: INSTANCE }, bot))).toBe('403 NoPrivilege');
    expect(await failure(cr(emulator.url, 'GetAuthorizationToken', { InstanceId: 'cri-other000000002' }, bot))).toBe(
      '403 NoPrivilege',
    );
    expect(await asBotInRam('GetUser', { UserName: 'alice' })).toBe('403 NoPermission');
  });

  it('Container Registry checks tokens on everything and repositories on their own', async () => {
    const repositories = `acs:cr:*:*:repository/${INSTANCE}/juzhong/*`;
    emulator = await startWith([
      allow(['cr:GetAuthorizationToken', 'cr:GetRepository', 'cr:ListRepository'], repositories),
    ]);
    const ask = (action: string, query: Record<string, string>) =>
      failure(cr(emulator.url, action, { InstanceId: INSTANCE, ...query }, bot));
    expect(await ask('GetAuthorizationToken', {})).toBe('403 NoPrivilege');
    expect(await ask('GetRepository', { RepoNamespaceName: 'juzhong', RepoName: 'nginx' })).toBe('ok');
    expect(await ask('GetRepository', { RepoNamespaceName: 'release', RepoName: 'api' })).toBe('403 NoPrivilege');
    expect(await ask('ListRepository', { RepoNamespaceName: 'juzhong' })).toBe('ok');
    expect(await ask('ListRepository', {})).toBe('403 NoPrivilege');
  });
});

describe('the Personal Edition', () => {
  it('is checked on ARNs without an instance', async () => {
    emulator = await startWith([
      allow(
        ['cr:GetRepository', 'cr:GetNamespace', 'cr:ListRepository'],
        ['acs:cr:*:*:repository/old', 'acs:cr:*:*:repository/old/*'],
      ),
    ]);
    const get = (action: string, path: string) => failure(personal(emulator.url, action, path, { credentials: bot }));
    expect(await get('GetRepo', '/repos/old/tool')).toBe('ok');
    expect(await get('GetNamespace', '/namespace/old')).toBe('ok');
    expect(await get('GetRepoListByNamespace', '/repos/old')).toBe('ok');
    expect(await get('GetRepoList', '/repos')).toBe('403 NoPrivilege');
    expect(await get('GetAuthorizationToken', '/tokens')).toBe('403 NoPrivilege');
  });
});

describe('a session policy', () => {
  it('only takes away', async () => {
    emulator = await startWith([allow('sts:AssumeRole', ROLE_ARN)]);
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
    emulator = await startWith([]);
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
