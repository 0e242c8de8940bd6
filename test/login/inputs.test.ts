import { describe, expect, it } from 'vitest';
import { HOST, INSTANCE, type Inputs, PROVIDER, ROLE, ROLE_INPUTS, requestOf } from './memory-host.ts';

const PERMANENT = { username: 'bob@1234567890123456', password: 'Secret-1' };
const PERSONAL = 'registry.cn-hangzhou.aliyuncs.com';
const CRPI = 'crpi-0123456789abcdef.cn-hangzhou.personal.cr.aliyuncs.com';
const refusal = (inputs: Inputs) => {
  try {
    requestOf(inputs);
  } catch (error) {
    const { code, message, hint = '' } = error as { code: string; message: string; hint?: string };
    return { code, text: `${message} ${hint}` };
  }
  throw new Error('it is accepted');
};

describe('the inputs', () => {
  it('have the documented defaults', () => {
    expect(requestOf()).toMatchObject({
      audience: 'sts.aliyuncs.com',
      sessionDuration: 3600,
      network: 'public',
      hosts: 'given',
      mode: 'isolated',
      logout: true,
      verify: 'none',
      timeout: 60,
      retries: 4,
      config: 'acr-access.yaml',
      instanceId: undefined,
      region: undefined,
      permanent: undefined,
      permissions: undefined,
      repositories: [],
      allowedAccountIds: [],
      expiresInHours: undefined,
      expectedDuration: undefined,
      kubernetesSecretFile: undefined,
      exportRegistryAuthFile: false,
    });
  });

  it('are taken over as they were given', () => {
    const given = {
      ...ROLE_INPUTS,
      'instance-id': INSTANCE,
      region: 'cn-hangzhou',
      'session-duration': '900',
      permissions: 'push',
      repositories: 'release/api\n\n  team/web/* \r\n',
      'expires-in-hours': '24',
      'expected-duration': '7200',
      'allowed-account-ids': '1234567890123456, 6543210987654321\n1111111111111111',
      'config-mode': 'shared',
      logout: 'false',
      retries: '0',
    };
    expect(requestOf(given)).toMatchObject({
      roleArn: ROLE,
      oidcProviderArn: PROVIDER,
      instanceId: INSTANCE,
      region: 'cn-hangzhou',
      sessionDuration: 900,
      permissions: 'push',
      repositories: ['release/api', 'team/web/*'],
      expiresInHours: 24,
      expectedDuration: 7200,
      allowedAccountIds: ['1234567890123456', '6543210987654321', '1111111111111111'],
      mode: 'shared',
      logout: false,
      retries: 0,
    });
  });

  it('name each host once, and every image of it', () => {
    const { registries, images } = requestOf({
      registry: `${HOST}/team/a:1\nhttps://${HOST}/\n${HOST}/team/b\n${PERSONAL}`,
    });
    expect(registries.map(({ host }) => host)).toEqual([HOST, PERSONAL]);
    expect(images.get(HOST)).toEqual(['team/a', 'team/b']);
  });
});

describe('a value that is not one', () => {
  it.each([
    ['registry', '', /registry is empty/],
    ['registry', `${HOST}\nevil.com:80`, /names a port/],
    ['instance-id', 'acme', /an instance id such as/],
    ['instance-id', 'cri-x/../y', /an instance id such as/],
    ['instance-id', 'cri-x.evil.com', /an instance id such as/],
    ['region', 'Hangzhou', /a region id such as/],
    ['region', 'cn-hangzhou.evil.com/', /a region id such as/],
    ['region', 'cn-beijing', /is cn-beijing, and acme-registry.*is in cn-hangzhou/],
    ['role-session-name', 'a b', /2 to 64 letters/],
    ['session-duration', '899', /from 900 to 43200/],
    ['session-duration', '1e3', /from 900 to 43200/],
    ['expires-in-hours', '25', /from 1 to 24/],
    ['expires-in-hours', '0', /from 1 to 24/],
    ['timeout', '0', /from 1 to/],
    ['timeout', '60s', /from 1 to/],
    ['retries', '-1', /from 0 to/],
    ['permissions', 'admin', /takes pull or push/],
    ['network', 'intranet', /takes public or vpc/],
    ['hosts', 'both', /takes given or all/],
    ['config-mode', 'merge', /takes isolated or shared/],
    ['verify', 'yes', /takes none or token or pull or push/],
    ['logout', 'yes', /takes true or false/],
    ['export-registry-auth-file', '1', /takes true or false/],
    ['repositories', 'release', /NAMESPACE\/REPOSITORY/],
    ['repositories', '*', /NAMESPACE\/REPOSITORY/],
    ['repositories', 'release/api:1.0', /NAMESPACE\/REPOSITORY/],
    ['repositories', 'release/${sts:x}', /NAMESPACE\/REPOSITORY/],
    ['allowed-account-ids', ROLE, /takes account ids/],
    ['username', 'bob', /password is empty, and username is given.*[Ff]orks/],
    ['password', 'x', /username is empty, and password is given.*Dependabot/],
  ])('%s: %j is refused', (name, value, text) => {
    expect(refusal({ [name]: value })).toMatchObject({ code: 'usage', text: expect.stringMatching(text) });
  });

  it('is shown on one line and cut', () => {
    expect(refusal({ network: `x\n::error::${'y'.repeat(500)}` }).text).toMatch(/^[^\n]{0,250}$/);
  });
});

describe('inputs that do not go together', () => {
  it.each([
    [{ permissions: 'pull' }, /permissions narrows the session of a role, and there is none/],
    [{ repositories: 'a/b' }, /repositories narrows/],
    [{ grant: 'release-push' }, /grant narrows/],
    [{ permissions: 'pull', repositories: 'a/b', ...PERMANENT }, /permissions and repositories narrows/],
    [
      { ...ROLE_INPUTS, permissions: 'pull', 'access-key-id': 'LTAI' },
      /narrows the session of a role, and access-key-id is used/,
    ],
    [{ ...ROLE_INPUTS, grant: 'x', permissions: 'pull' }, /grant stands alone/],
    [{ ...PERMANENT, ...ROLE_INPUTS }, /password is one way to log in, and role-arn is another/],
    [{ ...PERMANENT, 'access-key-id': 'LTAI' }, /password is one way to log in, and access-key-id is another/],
    [{ ...PERMANENT, 'allowed-account-ids': '1234567890123456' }, /allowed-account-ids has no effect on a permanent/],
    [{ ...PERMANENT, 'expires-in-hours': '2', hosts: 'all' }, /expires-in-hours and hosts: all has no effect/],
    [{ registry: PERSONAL, 'expires-in-hours': '2' }, /expires-in-hours is for Enterprise Edition/],
    [{ registry: PERSONAL, 'instance-id': INSTANCE }, /is Personal Edition, and input instance-id names/],
    [
      { registry: `${HOST}\n${HOST.replace('acme', 'other')}`, 'instance-id': INSTANCE },
      /instance-id is one instance, and input registry names hosts of several/,
    ],
    [
      { registry: `${HOST}\n${HOST.replace('hangzhou', 'beijing')}`, 'instance-id': INSTANCE },
      /instance-id is one instance, and input registry names hosts of several/,
    ],
    [{ registry: CRPI }, /takes no temporary passwords/],
    [{ registry: 'images.example.com' }, /does not say which instance it belongs to/],
    [{ registry: 'images.example.com', 'instance-id': INSTANCE }, /Give instance-id and region/],
    [{ registry: 'images.example.com', ...PERMANENT }, /no permanent password is sent there/],
    [{ registry: `${HOST}\n${HOST}.evil.com`, ...PERMANENT }, /no permanent password is sent there/],
  ] as [Inputs, RegExp][])('%j are refused', (inputs, text) => {
    expect(refusal(inputs)).toMatchObject({ code: 'usage', text: expect.stringMatching(text) });
  });

  it.each([
    { registry: `${HOST}\n${HOST.replace('registry', 'registry-vpc')}`, 'instance-id': INSTANCE },
    { registry: `${HOST}\nimages.example.com`, 'instance-id': INSTANCE, region: 'cn-hangzhou' },
    { registry: `${HOST}\n${PERSONAL}`, 'instance-id': INSTANCE },
    { registry: CRPI, ...PERMANENT },
    { ...ROLE_INPUTS, grant: 'release-push' },
    { ...ROLE_INPUTS, permissions: 'pull' },
  ] as Inputs[])('%j do', (inputs) => expect(requestOf(inputs).registries.length).toBeGreaterThan(0));

  it('a loopback registry needs the emulator, instance-id and region', () => {
    expect(refusal({ registry: '127.0.0.1:5000' }).text).toMatch(/ACR_ACCESS_EMULATOR/);
    const local = { registry: '127.0.0.1:5000', 'instance-id': INSTANCE };
    expect(() => requestOf(local, true)).toThrow(/does not say which instance/);
    expect(requestOf({ ...local, region: 'cn-hangzhou' }, true).registries[0]).toMatchObject({ kind: 'loopback' });
  });
});
