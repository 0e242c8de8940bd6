import { describe, expect, it } from 'vitest';
import { ACCOUNT_ID, INSTANCE } from './account.ts';
import { allow } from './bot.ts';
import { call, ram, ramClient, sts, stsClient } from './clients.ts';
import { ROLE_ARN } from './oidc.ts';
import { ask, atRealTime, bot, ee, granted, type Login, login, OTHER, start, world } from './registry-world.ts';

describe('a password', () => {
  const scope = 'repository:juzhong/nginx:pull';
  const rootCall = (action: string, query: Record<string, string>) =>
    atRealTime(() => call(world.emulator.url, '2015-05-01', action, { query }));
  const session = async (policy?: object): Promise<Login> => {
    const request = new sts.AssumeRoleRequest({
      roleArn: ROLE_ARN,
      roleSessionName: 'run',
      durationSeconds: 900,
      ...(policy === undefined ? {} : { policy: JSON.stringify(policy) }),
    });
    const { body } = await atRealTime(() => stsClient(world.emulator.url, bot).assumeRole(request));
    const { accessKeyId = '', accessKeySecret = '', securityToken = '' } = body?.credentials ?? {};
    return login({ accessKeyId, accessKeySecret, securityToken });
  };
  const pull = allow('cr:PullRepository', ee('juzhong/*'));

  it('ends when it was said to end', async () => {
    await start([pull]);
    const bots = await login();
    const begin = world.time.getTime();
    world.time = new Date(begin + 3_599_000);
    expect(await ask(bots, [scope])).toMatchObject({ status: 200, expires_in: 1 });
    world.time = new Date(begin + 3_600_000);
    expect(await granted(bots, scope)).toBe(401);
    const longer = await login(bot, INSTANCE, { ExpiresInHours: '2' });
    world.time = new Date(world.time.getTime() + 7_199_000);
    expect(await granted(longer, scope)).toEqual(['juzhong/nginx:pull']);
  });

  it('is refused with JSON when it is wrong, of another user name, or not there', async () => {
    await start([pull]);
    const bots = await login();
    const refused = { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] };
    expect((await ask({ ...bots, password: `${bots.password}x` }, [scope])).body).toEqual(refused);
    expect(await granted({ ...bots, password: '' }, scope)).toBe(401);
    expect(await granted({ ...bots, username: 'bot' }, scope)).toBe(401);
    const nobody = await fetch(world.emulator.registryAuth.realm);
    expect([nobody.status, await nobody.json()]).toEqual([401, refused]);
  });

  it('holds for the registry that it was asked for', async () => {
    await start([allow('cr:*', '*')]);
    const bots = await login();
    const services = [
      world.emulator.registryAuth.service({ instance: OTHER }),
      'registry.aliyuncs.com:cn-hangzhou:26842',
      '',
    ];
    for (const service of services) expect((await ask(bots, [scope], service)).status).toBe(401);
    expect(await granted(await login(bot, OTHER), scope)).toEqual(['juzhong/nginx:pull']);
  });

  it('can do what its owner may do now, not when it was given', async () => {
    await start([pull]);
    const bots = await login();
    expect(await granted(bots, scope)).toEqual(['juzhong/nginx:pull']);
    const detach = new ram.DetachPolicyFromUserRequest({
      policyType: 'Custom',
      policyName: 'images',
      userName: 'bot',
    });
    await atRealTime(() => ramClient(world.emulator.url).detachPolicyFromUser(detach));
    expect(await granted(bots, scope)).toEqual([]);
    const attach = new ram.AttachPolicyToUserRequest({
      policyType: 'System',
      policyName: 'AliyunContainerRegistryFullAccess',
      userName: 'bot',
    });
    await atRealTime(() => ramClient(world.emulator.url).attachPolicyToUser(attach));
    expect(await granted(bots, scope)).toEqual(['juzhong/nginx:pull']);
  });

  it('follows its owner to a new name, and does not come back with a new user of the old one', async () => {
    await start([pull]);
    const bots = await login();
    await rootCall('UpdateUser', { UserName: 'bot', NewUserName: 'robot' });
    await rootCall('CreateUser', { UserName: 'bot' });
    expect(await granted(bots, scope)).toEqual(['juzhong/nginx:pull']);
    for (const PolicyName of ['images', 'login'])
      await rootCall('DetachPolicyFromUser', { PolicyType: 'Custom', PolicyName, UserName: 'robot' });
    await rootCall('DeleteAccessKey', { UserAccessKeyId: 'LTAI-bot', UserName: 'robot' });
    await rootCall('DeleteUser', { UserName: 'robot' });
    expect(await granted(bots, scope)).toBe(401);
    await rootCall('CreateUser', { UserName: 'robot' });
    await rootCall('AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: 'images', UserName: 'robot' });
    expect(await granted(bots, scope)).toBe(401);
  });

  it('of a role session can do what both the role and the session policy allow, as long as the session lasts', async () => {
    await start([allow(['cr:PullRepository', 'cr:PushRepository'], ee('juzhong/*'))]);
    const both = ['repository:juzhong/nginx:pull,push', 'repository:release/api:pull,push'];
    expect(await granted(await session(), ...both)).toEqual(['juzhong/nginx:pull,push']);
    const narrow = [allow('cr:GetAuthorizationToken', '*'), allow('cr:PullRepository', ee('*'))];
    const narrowed = await session({ Version: '1', Statement: narrow });
    expect(await granted(narrowed, ...both)).toEqual(['juzhong/nginx:pull']);
    expect(world.emulator.journal.at(-1)).toMatchObject({
      operation: 'dockerauth auth',
      caller: 'role:ci-release/run',
    });
    world.time = new Date(world.time.getTime() + 900_000);
    expect(await granted(narrowed, ...both)).toBe(401);
  });

  it('of a role session ends with the role, also when there is a new one of that name', async () => {
    await start([pull]);
    const run = await session();
    expect(await granted(run, scope)).toEqual(['juzhong/nginx:pull']);
    const principal = { RAM: [`acs:ram::${ACCOUNT_ID}:root`] };
    const trusting = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal };
    const trust = JSON.stringify({ Version: '1', Statement: [trusting] });
    const role = { RoleName: 'ci-release' };
    for (const PolicyName of ['images', 'login'])
      await rootCall('DetachPolicyFromRole', { PolicyType: 'Custom', PolicyName, ...role });
    await rootCall('DeleteRole', role);
    expect(await granted(run, scope)).toBe(401);
    await rootCall('CreateRole', { ...role, AssumeRolePolicyDocument: trust });
    await rootCall('AttachPolicyToRole', { PolicyType: 'Custom', PolicyName: 'images', ...role });
    expect(await granted(run, scope)).toBe(401);
  });

  it('reaches through a resource group only the instances in it', async () => {
    await start([allow('cr:PullRepository', '*')], { scope: 'rg-team' });
    expect(await granted(await login(), scope)).toEqual([]);
    expect(await granted(await login(bot, OTHER), scope)).toEqual(['juzhong/nginx:pull']);
  });

  it('stands in no journal', async () => {
    await start([pull]);
    const bots = await login();
    await ask(bots, [scope]);
    const text = JSON.stringify(world.emulator.journal);
    expect(text).toContain(scope);
    expect(text).not.toContain(bots.password);
    expect(text).not.toContain(Buffer.from(`${bots.username}:${bots.password}`).toString('base64'));
  });
});
