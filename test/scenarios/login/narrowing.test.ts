import { describe, expect, test } from 'vitest';
import { type Cloud, INSTANCE, WORLD } from './support/cloud.ts';
import { KEY, loginJob, OIDC, savedLogin } from './support/job.ts';
import { startCloud } from './support/start-cloud.ts';

const GRANTS = `version: 1
account: "1234567890123456"
registries:
  prod: { instance: ${INSTANCE}, region: cn-hangzhou }
grants:
  release-push: { can: push, on: "prod:release/*", to: role:ci-release, reason: releases }
  auditors: { policy: AliyunContainerRegistryReadOnlyAccess, to: role:ci-release }
`;

/** What the registry's token service grants to what a login has written. */
async function granted(cloud: Cloud, folder: string, repository: string): Promise<readonly string[]> {
  const { username, password } = await savedLogin(folder, cloud.host);
  const url = new URL(cloud.emulator.registryAuth.realm);
  url.searchParams.set('service', cloud.emulator.registryAuth.service({ instance: INSTANCE }));
  url.searchParams.set('scope', `repository:${repository}:pull,push`);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const { token } = (await (await fetch(url, { headers: { authorization } })).json()) as { token: string };
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as {
    access: readonly { name: string; actions: string[] }[] | null;
  };
  return claims.access?.find(({ name }) => name === repository)?.actions ?? [];
}

async function narrowed(inputs: Record<string, string>) {
  const cloud = await startCloud();
  const { runner, login } = await loginJob(cloud, { files: { 'acr-access.yaml': GRANTS } });
  const run = await login({ ...OIDC, ...inputs });
  const may = (repository: string) => granted(cloud, runner.env.DOCKER_CONFIG!, repository);
  return { cloud, run, may };
}

describe('a role that may do everything is narrowed', () => {
  test('to one repository', async () => {
    const { run, may } = await narrowed({ permissions: 'push', repositories: 'release/api' });
    expect(run.code, run.log).toBe(0);
    expect(await may('release/api')).toEqual(['pull', 'push']);
    expect(await may('release/web')).toEqual([]);
    expect(await may('team/tool')).toEqual([]);
  });

  test('to pulling', async () => {
    const { may } = await narrowed({ permissions: 'pull', repositories: 'release/*\nteam/tool' });
    expect(await may('release/api')).toEqual(['pull']);
    expect(await may('team/tool')).toEqual(['pull']);
  });

  test('to a grant of the file', async () => {
    const { run, may } = await narrowed({ grant: 'release-push' });
    expect(run.code, run.log).toBe(0);
    expect(await may('release/web')).toEqual(['pull', 'push']);
    expect(await may('team/tool')).toEqual([]);
  });

  test('by a policy of two statements', async () => {
    const cloud = await startCloud();
    const { login } = await loginJob(cloud);
    const run = await login({ ...OIDC, permissions: 'pull' });
    expect(run.code, run.log).toBe(0);
    const policy = cloud.emulator.journal.find(({ operation }) => operation === 'STS AssumeRoleWithOIDC')?.params
      .Policy;
    expect(JSON.parse(policy!)).toEqual({
      Version: '1',
      Statement: [
        { Effect: 'Allow', Action: ['cr:GetAuthorizationToken'], Resource: ['*'] },
        {
          Effect: 'Allow',
          Action: ['cr:PullRepository'],
          Resource: [`acs:cr:cn-hangzhou:*:repository/${INSTANCE}/*`],
        },
      ],
    });
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'too long',
      { repositories: Array.from({ length: 40 }, (_, n) => `release/service-number-${n}`).join('\n') },
      '2048',
    ],
    ['of no grant', { grant: 'nobody' }, 'has no grant "nobody"'],
    ['of a system policy', { grant: 'auditors' }, 'gives a system policy'],
    ['of a grant and of permissions', { grant: 'release-push', permissions: 'pull' }, 'stands alone'],
  ])('never by a policy that is %s', async (_, inputs, said) => {
    const { cloud, run } = await narrowed(inputs);
    expect(run.code).not.toBe(0);
    expect(run.log).toContain(said);
    expect(cloud.asked.filter(({ action }) => action === 'GetAuthorizationToken')).toEqual([]);
  });

  test('and an access key is never narrowed in appearance only', async () => {
    const cloud = await startCloud();
    const { login } = await loginJob(cloud);
    const run = await login({ ...KEY, permissions: 'pull' });
    expect(run.code).toBe(64);
    expect(run.log).toContain('narrows the session of a role');
    expect(cloud.asked).toEqual([]);
  });
});

describe('verify', () => {
  const pullOnly = {
    Version: '1',
    Statement: [
      { Effect: 'Allow', Action: 'cr:GetAuthorizationToken', Resource: '*' },
      { Effect: 'Allow', Action: 'cr:PullRepository', Resource: `acs:cr:*:*:repository/${INSTANCE}/release/api` },
    ],
  };
  const reader = { ...WORLD.account, policies: [{ name: 'images', type: 'Custom' as const, document: pullOnly }] };

  test.each([
    ['token', 'accepts the password'],
    ['pull', 'allows pull on release/api'],
  ])('%s says what was proven', async (verify, said) => {
    const { login } = await loginJob(await startCloud({ account: reader }));
    const run = await login({ ...OIDC, verify, ...(verify === 'pull' ? { repositories: 'release/api' } : {}) });
    expect(run.code, run.log).toBe(0);
    expect(run.log).toContain(said);
  });

  test.each<[string, string, string, string]>([
    ['push', 'release/api', 'push on release/api is denied', 'cr:PushRepository'],
    ['pull', 'team/tool', 'pull on team/tool is denied', 'cr:PullRepository'],
  ])('%s on %s says before the build what is missing, and leaves nothing', async (verify, repository, said, action) => {
    const cloud = await startCloud({ account: reader });
    const { runner, login } = await loginJob(cloud);
    const run = await login({ ...OIDC, verify, repositories: repository });
    expect(run.code).toBe(3);
    expect(run.log).toContain(said);
    expect(run.log).toContain(action);
    expect(run.log).toContain(`acs:cr:cn-hangzhou:*:repository/${INSTANCE}/${repository}`);
    expect(runner.env.DOCKER_CONFIG).toBeUndefined();
    expect(run.outputs).toEqual({});
  });

  test('takes the repository from the image that was given', async () => {
    const cloud = await startCloud({ account: reader });
    const { login } = await loginJob(cloud);
    const run = await login({ ...OIDC, registry: `${cloud.host}/release/api:1.0`, verify: 'push' });
    expect(run.log).toContain('push on release/api is denied');
  });
});
