import { describe, expect, test } from 'vitest';
import { chooseCredentials } from '../../../src/edges/alibaba/credentials.ts';

const variables = (prefix: string, id = 'id-of', secret = 'secret-of') => ({
  [`${prefix}_ACCESS_KEY_ID`]: `${id}-${prefix}`,
  [`${prefix}_ACCESS_KEY_SECRET`]: `${secret}-${prefix}`,
});
const ALL = { ...variables('ALIBABA_CLOUD'), ...variables('ALIBABACLOUD'), ...variables('ALICLOUD') };
const KEY = { accessKeyId: 'input-id', accessKeySecret: 'input-secret' };
const OIDC = { roleArn: 'acs:ram::123:role/ci', oidcProviderArn: 'acs:ram::123:oidc-provider/github' };
const NONE = { accessKeyId: '', accessKeySecret: '', securityToken: '', roleArn: '', oidcProviderArn: '' };

describe('the chain of credentials', () => {
  test('takes inputs first', () => {
    expect(chooseCredentials(ALL, { ...KEY, ...OIDC }, false)).toEqual({
      kind: 'key',
      source: 'access-key-id and access-key-secret',
      key: { ...KEY, securityToken: undefined },
    });
  });

  test('takes OIDC inputs before variables', () => {
    expect(chooseCredentials(ALL, { ...NONE, ...OIDC }, false)).toEqual({
      kind: 'oidc',
      source: 'role-arn and oidc-provider-arn (OIDC)',
      role: { ...OIDC, audience: 'sts.aliyuncs.com', sessionDuration: 3600 },
    });
  });

  test.each([
    ['ALIBABA_CLOUD', ALL],
    ['ALIBABACLOUD', { ...variables('ALIBABACLOUD'), ...variables('ALICLOUD') }],
    ['ALICLOUD', variables('ALICLOUD')],
  ])('then takes the variables %s_*', (prefix, env) => {
    const choice = chooseCredentials({ ...env, [`${prefix}_SECURITY_TOKEN`]: ' token-text\n' }, NONE, true);
    expect(choice).toEqual({
      kind: 'key',
      source: `${prefix}_ACCESS_KEY_ID and ${prefix}_ACCESS_KEY_SECRET with ${prefix}_SECURITY_TOKEN`,
      key: { accessKeyId: `id-of-${prefix}`, accessKeySecret: `secret-of-${prefix}`, securityToken: 'token-text' },
    });
  });

  test('ends in nothing, or in the key of the emulator', () => {
    expect(chooseCredentials({}, NONE, false)).toBeUndefined();
    expect(chooseCredentials({}, {}, true)).toMatchObject({
      source: 'the emulator',
      key: { accessKeyId: 'LTAI-emulator', accessKeySecret: 'emulator-secret' },
    });
  });
});

describe('half-given credentials', () => {
  test.each([
    [{ accessKeyId: 'input-id' }, {}, 'the input access-key-secret is missing, but access-key-id is given'],
    [{ accessKeySecret: 'input-secret' }, {}, 'the input access-key-id is missing, but access-key-secret is given'],
    [{ securityToken: 'input-token' }, {}, 'the input access-key-id is missing, but security-token is given'],
    [{ roleArn: OIDC.roleArn }, {}, 'the input oidc-provider-arn is missing, but role-arn is given'],
    [{ oidcProviderArn: OIDC.oidcProviderArn }, {}, 'the input role-arn is missing, but oidc-provider-arn is given'],
    [
      {},
      { ALIBABA_CLOUD_ACCESS_KEY_ID: 'i', ...variables('ALICLOUD') },
      'the variable ALIBABA_CLOUD_ACCESS_KEY_SECRET is missing, but ALIBABA_CLOUD_ACCESS_KEY_ID is given',
    ],
  ])('%j with %j are an error that names what is missing', (inputs, env, message) => {
    expect(() => chooseCredentials({ ...env }, inputs, true)).toThrow(
      expect.objectContaining({ code: 'usage', message }),
    );
  });
});

test.each([
  [{ ...KEY, accessKeySecret: 'one two' }, 'access-key-secret holds a blank'],
  [{ ...OIDC, roleArn: 'arn:aws:iam::1:role/x' }, 'role-arn is not the ARN of a role'],
  [{ ...OIDC, oidcProviderArn: OIDC.roleArn }, 'oidc-provider-arn is not the ARN of an OIDC provider'],
  [{ ...OIDC, sessionDuration: 60 }, 'session-duration is not a number of seconds'],
])('%j is refused', (inputs, message) => {
  expect(() => chooseCredentials({}, inputs, false)).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) }),
  );
});
