import { describe, expect, it } from 'vitest';
import { loginRun, STATE } from '../../src/login/login-run.ts';
import type { LoginFailure } from '../../src/login/types.ts';
import {
  failureOf,
  HOST,
  INSTANCE,
  type Inputs,
  KEY_IDENTITY,
  memoryHost,
  NOW,
  OIDC_IDENTITY,
  PASSWORD,
  ROLE,
  ROLE_INPUTS,
  requestOf,
  serviceFailure,
  type World,
} from './memory-host.ts';

const VPC = HOST.replace('registry', 'registry-vpc');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const WITH_ID = { 'instance-id': INSTANCE };
const BY_NAME = { instances: [{ id: INSTANCE, name: 'acme' }] };

function login(inputs: Inputs = WITH_ID, world: World = {}) {
  const memory = memoryHost(world);
  return { ...memory, done: loginRun(requestOf(inputs), memory.host) };
}

describe('a login with OIDC to an Enterprise Edition host', () => {
  it('takes three calls, and one more to find the instance', async () => {
    const given = login({ ...WITH_ID, ...ROLE_INPUTS }, { identity: OIDC_IDENTITY });
    await given.done;
    expect(given.calls).toEqual([
      'assumeRoleWithOidc',
      `challenge ${HOST}`,
      `enterprisePassword cn-hangzhou ${INSTANCE}`,
    ]);
    const found = login(ROLE_INPUTS, { identity: OIDC_IDENTITY, ...BY_NAME });
    await found.done;
    expect(found.calls).toEqual([
      'assumeRoleWithOidc',
      'instancesNamed cn-hangzhou acme',
      `enterprisePassword cn-hangzhou ${INSTANCE}`,
    ]);
  });

  it('asks for the session that was asked for, named after the run', async () => {
    const { done, sessions } = login(
      { ...WITH_ID, ...ROLE_INPUTS, 'session-duration': '900', permissions: 'pull' },
      { identity: OIDC_IDENTITY },
    );
    await done;
    expect(sessions).toMatchObject([
      { roleArn: ROLE, audience: 'sts.aliyuncs.com', sessionName: 'acr-access-1', duration: 900 },
    ]);
    expect(JSON.parse(sessions[0]!.policy!).Statement[1].Action).toEqual(['cr:PullRepository']);
  });

  it('writes the password of the service for the host, and sets the outputs', async () => {
    const { done, written, outputs, exported, state, log, warnings } = login(
      { ...WITH_ID, ...ROLE_INPUTS, 'expires-in-hours': '2' },
      { identity: OIDC_IDENTITY },
    );
    await done;
    const password = `${PASSWORD}-${INSTANCE}`;
    expect(written.map(({ entries }) => entries)).toEqual([[{ host: HOST, username: 'cr_temp_user', password }]]);
    expect(Object.fromEntries(outputs)).toEqual({
      registry: HOST,
      registries: JSON.stringify({
        [HOST]: {
          username: 'cr_temp_user',
          expiresAt: '2026-09-01T11:00:00.000Z',
          edition: 'enterprise',
          region: 'cn-hangzhou',
          instanceId: INSTANCE,
        },
      }),
      username: 'cr_temp_user',
      password,
      'expires-at': '2026-09-01T11:00:00.000Z',
      'docker-config': '/temp/config',
      edition: 'enterprise',
      region: 'cn-hangzhou',
      'instance-id': INSTANCE,
      'identity-arn': 'acs:ram::1234567890123456:assumed-role/ci-release',
    });
    expect([...exported]).toEqual([['DOCKER_CONFIG', '/temp/config']]);
    expect([...state]).toEqual([[STATE.written, '{"version":1}']]);
    expect(log).toEqual([
      'Alibaba Cloud credentials: role-arn and oidc-provider-arn (OIDC)',
      `Logged in to ${HOST} until 2026-09-01T11:00:00.000Z`,
    ]);
    expect(warnings).toEqual(['a warning']);
  });
});

describe('pain 8: the password', () => {
  it('is masked in each form before it is sent, written or put out', async () => {
    const { done, secrets, log, warnings, state } = login();
    await done;
    const password = `${PASSWORD}-${INSTANCE}`;
    expect(secrets).toEqual([password, base64(`cr_temp_user:${password}`)]);
    expect(JSON.stringify([log, warnings, [...state]])).not.toContain(PASSWORD);
  });

  it('is in no output but its own', async () => {
    const { done, outputs } = login();
    await done;
    expect([...outputs].filter(([, value]) => value.includes(PASSWORD)).map(([name]) => name)).toEqual(['password']);
  });
});

describe('several registries', () => {
  it('get one password for each instance', async () => {
    const registry = `${HOST}\n${VPC}\nregistry.cn-beijing.aliyuncs.com`;
    const { done, calls, written, outputs } = login({ registry }, BY_NAME);
    await done;
    expect(calls.filter((call) => call.includes('Password'))).toEqual([
      `enterprisePassword cn-hangzhou ${INSTANCE}`,
      'personalPassword cn-beijing',
    ]);
    expect(written[0]?.entries.map(({ host, password }) => [host, password])).toEqual([
      [HOST, `${PASSWORD}-${INSTANCE}`],
      [VPC, `${PASSWORD}-${INSTANCE}`],
      ['registry.cn-beijing.aliyuncs.com', `${PASSWORD}-personal`],
    ]);
    expect(Object.keys(JSON.parse(outputs.get('registries')!))).toEqual([
      HOST,
      VPC,
      'registry.cn-beijing.aliyuncs.com',
    ]);
    expect(outputs.get('registry')).toBe(HOST);
  });

  it('hosts: all adds every domain of the instance once', async () => {
    const domain = (name: string) =>
      ({ domain: name, type: 'system', network: 'vpc', enabled: true, restricted: false }) as const;
    const { done, written } = login(
      { ...WITH_ID, hosts: 'all' },
      { domains: [domain(HOST), domain(VPC), domain('i.example.com')] },
    );
    await done;
    expect(written[0]?.entries.map(({ host }) => host)).toEqual([HOST, VPC, 'i.example.com']);
  });

  it('pain 5: leave nothing behind when one of them fails', async () => {
    const fail = { personalPassword: serviceFailure('GetAuthorizationToken', 'USER_NOT_EXIST', { status: 404 }) };
    const { done, written, outputs, exported, state } = login(
      { registry: `${HOST}\nregistry.cn-beijing.aliyuncs.com` },
      { ...BY_NAME, fail },
    );
    expect((await failureOf(done)).message).toContain('Personal Edition does not know');
    expect([written, [...outputs], [...exported], [...state]]).toEqual([[], [], [], []]);
  });

  it('are verified before anything is written', async () => {
    const inputs = { ...WITH_ID, ...ROLE_INPUTS, verify: 'push', repositories: 'a/b' };
    const { done, written } = login(inputs, { identity: OIDC_IDENTITY, granted: ['pull'] });
    expect(await failureOf(done)).toMatchObject({ code: 'refused' });
    expect(written).toEqual([]);
  });
});

describe('a permanent password', () => {
  const inputs = {
    registry: 'crpi-0123456789abcdef.cn-hangzhou.personal.cr.aliyuncs.com',
    username: 'bob@1234567890123456',
    password: 'Secret-password-1',
  };

  it('is written and masked without asking Alibaba Cloud', async () => {
    const { done, calls, written, outputs, secrets, log } = login(inputs, { identity: undefined });
    await done;
    expect(calls).toEqual([]);
    expect(written[0]?.entries).toEqual([
      { host: inputs.registry, username: inputs.username, password: inputs.password },
    ]);
    expect(secrets).toEqual([inputs.password, base64(`${inputs.username}:${inputs.password}`)]);
    expect(outputs.get('expires-at')).toBe('');
    expect(outputs.get('edition')).toBe('personal');
    expect(log).toEqual([`Logged in to ${inputs.registry} with a permanent password`]);
  });

  it('is proven on request', async () => {
    const { done, calls } = login({ ...inputs, verify: 'token' }, { identity: undefined });
    await done;
    expect(calls).toEqual([`challenge ${inputs.registry}`, 'registryToken']);
  });
});

describe('who is logged in', () => {
  it('pain 19: nobody without credentials, with a hint at forks, Dependabot and id-token', async () => {
    const { done, calls } = login(WITH_ID, { identity: undefined });
    const { hint } = await failureOf(done);
    for (const word of ['forks', 'Dependabot', 'id-token: write']) expect(hint).toContain(word);
    expect(calls).toEqual([]);
  });

  it('is told as an output, and not knowing it is no reason to fail', async () => {
    const { done, outputs } = login();
    await done;
    expect(outputs.get('identity-arn')).toBe('acs:ram::1234567890123456:user/ci');
    const fail = { callerIdentity: serviceFailure('GetCallerIdentity', 'ServiceUnavailable', { status: 503 }) };
    const unknown = login(WITH_ID, { fail });
    await unknown.done;
    expect(unknown.outputs.get('identity-arn')).toBe('');
  });

  it.each([KEY_IDENTITY, OIDC_IDENTITY])(
    '$kind of another account than allowed-account-ids names is refused',
    async (identity) => {
      const inputs = {
        ...WITH_ID,
        'allowed-account-ids': '6543210987654321',
        ...(identity.kind === 'oidc' ? ROLE_INPUTS : {}),
      };
      const { done, calls } = login(inputs, { identity });
      expect(await failureOf(done)).toMatchObject({
        code: 'refused',
        message: 'the credentials belong to account 1234567890123456, which allowed-account-ids does not name',
      });
      expect(calls).toEqual(identity.kind === 'key' ? ['callerIdentity'] : []);
    },
  );

  it('has to be known when allowed-account-ids is given', async () => {
    const fail = { callerIdentity: serviceFailure('GetCallerIdentity', 'ServiceUnavailable', { status: 503 }) };
    const { done } = login({ ...WITH_ID, 'allowed-account-ids': '1234567890123456' }, { fail });
    expect((await failureOf(done)).message).toContain('GetCallerIdentity failed');
  });
});

describe('pain 16: the end of the password', () => {
  it.each([
    ['3600', []],
    [
      '3601',
      [
        'The registry password ends at 2026-09-01T11:00:00.000Z, in 3600 s, and the job is expected to take 3601 s. Raise session-duration or expires-in-hours, or log in again before the push.',
      ],
    ],
  ])('is compared with the %s s that the job is expected to take', async (expected, warnings) => {
    const run = login({ ...WITH_ID, 'expected-duration': expected });
    await run.done;
    expect(run.warnings.slice(1)).toEqual(warnings);
  });

  it('is the one that the service returned', async () => {
    const { done, outputs } = login(
      { ...WITH_ID, 'expires-in-hours': '24' },
      { expiresAt: new Date(NOW.getTime() + 1234) },
    );
    await done;
    expect(outputs.get('expires-at')).toBe('2026-09-01T10:00:01.234Z');
  });
});

describe('a call that fails', () => {
  it('is explained with what is known by then: the claims of the ID token', async () => {
    const fail = {
      assumeRoleWithOidc: serviceFailure('AssumeRoleWithOIDC', 'AuthenticationFail.NoPermission', { status: 401 }),
    };
    const { host } = memoryHost({ identity: OIDC_IDENTITY, fail });
    const claims = () => ({
      iss: 'https://token.actions.githubusercontent.com',
      sub: 'repo:org/repo:ref:refs/heads/x',
    });
    const { hint } = await failureOf(loginRun(requestOf({ ...WITH_ID, ...ROLE_INPUTS }), { ...host, claims }));
    expect(hint).toContain('  sub: repo:org/repo:ref:refs/heads/x\n');
  });

  it('is explained with what is known by then: who is logged in', async () => {
    const fail = { enterprisePassword: serviceFailure('GetAuthorizationToken', 'NoPermission') };
    expect((await failureOf(login(WITH_ID, { fail }).done)).message).toContain(
      'acs:ram::1234567890123456:user/ci may not ask for a registry password',
    );
  });
});

describe('a host that cannot be reached', () => {
  const fail = { challenge: { kind: 'network', host: HOST, code: 'ETIMEDOUT' } satisfies LoginFailure };
  const domain = { domain: HOST, type: 'system', network: 'public', enabled: false, restricted: false } as const;

  it('is explained by what its instance says of its endpoint', async () => {
    const { hint } = await failureOf(login(WITH_ID, { fail, domains: [domain] }).done);
    expect(hint).toMatch(/^Public access to the instance is switched off/);
  });

  it('is explained all the same when the instance may not be asked', async () => {
    const denied = { ...fail, domains: serviceFailure('ListInstanceEndpoint', 'NoPermission') };
    const { message, hint } = await failureOf(login(WITH_ID, { fail: denied }).done);
    expect(message).toBe(`no connection to ${HOST}: nothing comes back (ETIMEDOUT)`);
    expect(hint).toMatch(/^Enterprise Edition instances start closed/);
  });
});
