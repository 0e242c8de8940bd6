import { describe, expect, it } from 'vitest';
import { verifyLogin } from '../../src/login/verify.ts';
import {
  failureOf,
  HOST,
  INSTANCE,
  type Inputs,
  memoryHost,
  ROLE_INPUTS,
  requestOf,
  type World,
} from './memory-host.ts';

function verify(inputs: Inputs, world: World = {}) {
  const memory = memoryHost(world);
  const request = requestOf({ ...ROLE_INPUTS, ...inputs });
  const target = {
    edition: 'enterprise',
    region: 'cn-hangzhou',
    instanceId: INSTANCE,
    hosts: request.registries,
  } as const;
  const login = { username: 'cr_temp_user', password: 'p', expiresAt: undefined };
  return { ...memory, done: verifyLogin(request, memory.host, target, login) };
}
const PUSH = { verify: 'push', repositories: 'release/api' };

describe('verify', () => {
  it('none asks nothing', async () => {
    const { done, calls } = verify({});
    await done;
    expect(calls).toEqual([]);
  });

  it('token proves the password at the registry', async () => {
    const { done, calls, log } = verify({ verify: 'token' });
    await done;
    expect(calls).toEqual([`challenge ${HOST}`, 'registryToken']);
    expect(log).toEqual([`${HOST} accepts the password`]);
  });

  it('push asks for both rights on every repository', async () => {
    const { done, calls, log } = verify(
      { ...PUSH, repositories: 'release/api\nteam/app\nother/*' },
      { granted: ['push', 'pull'] },
    );
    await done;
    expect(calls.slice(1)).toEqual([
      'registryToken repository:release/api:pull,push',
      'registryToken repository:team/app:pull,push',
    ]);
    expect(log).toEqual([`${HOST} allows pull and push on release/api`, `${HOST} allows pull and push on team/app`]);
  });

  it('pull takes every image of the input registry', async () => {
    const registry = `${HOST}/team/a:1\n${HOST}/team/b:1`;
    const { done, calls } = verify({ registry, verify: 'pull' }, { granted: ['pull'] });
    await done;
    expect(calls.slice(1)).toEqual(['registryToken repository:team/a:pull', 'registryToken repository:team/b:pull']);
  });

  it.each([
    [['pull'], 'push', 'cr:PushRepository'],
    [[], 'pull and push', 'cr:PullRepository and cr:PushRepository'],
  ])(
    'pain 5: a login that may only %j is denied before the build, with what RAM lacks',
    async (granted, what, actions) => {
      const refusal = await failureOf(verify(PUSH, { granted }).done);
      expect(refusal).toMatchObject({
        code: 'refused',
        message: `logged in to ${HOST}, and ${what} on release/api is denied`,
      });
      expect(refusal.hint).toContain(
        `RAM does not allow ${actions} on acs:cr:cn-hangzhou:*:repository/${INSTANCE}/release/api.`,
      );
    },
  );

  it('names the ARN of Personal Edition without an instance', async () => {
    const memory = memoryHost({ granted: [] });
    const request = requestOf({ registry: 'registry.cn-hangzhou.aliyuncs.com/team/app:1', verify: 'pull' });
    const target = { edition: 'personal', region: 'cn-hangzhou', hosts: request.registries } as const;
    const login = { username: 'cr_temp_user', password: 'p', expiresAt: undefined };
    const { hint } = await failureOf(verifyLogin(request, memory.host, target, login));
    expect(hint).toContain('cr:PullRepository on acs:cr:cn-hangzhou:*:repository/team/app.');
  });

  it('does not say more than the token does', async () => {
    const { done, log, warnings } = verify(PUSH, { granted: undefined });
    await done;
    expect(log).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('does not say whether push on release/api is allowed')]);
  });

  it('without a repository proves the password and says what is missing', async () => {
    const { done, log, warnings } = verify({ verify: 'push', repositories: 'team/*' });
    await done;
    expect(log).toEqual([`${HOST} accepts the password`]);
    expect(warnings).toEqual([
      'verify: push needs to know a repository: write HOST/NAMESPACE/REPOSITORY in input registry',
    ]);
  });

  it('fails with the registry', async () => {
    const fail = { registryToken: { kind: 'registry', host: HOST, status: 401, detail: 'x' } } as const;
    expect(await failureOf(verify({ verify: 'token' }, { fail }).done)).toMatchObject({ code: 'failed' });
  });
});
