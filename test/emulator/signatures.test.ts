import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { isRpcSigned } from '../../src/emulator/signature-rpc.ts';
import { ACCOUNT_ID, account } from './account.ts';
import { call, failure, ram, ramClient, stsClient } from './clients.ts';
import { type Signing, sendAcs3 } from './sign.ts';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({
    account,
    accessKeys: [
      { id: 'LTAI-emulator', secret: 'emulator-secret' },
      { id: 'LTAI-off', secret: 'off', status: 'Inactive' },
      { id: 'LTAI-alice', secret: 'alice-secret', owner: 'user:alice' },
    ],
  });
});
afterEach(() => emulator.close());

const minutes = (count: number) => `${new Date(Date.now() + count * 60_000).toISOString().slice(0, 19)}Z`;
const replacing = (name: string, value: string) => (headers: Record<string, string>) => {
  headers[name] = value;
};
const answer = async (signing: Signing, action = 'GetAccountAlias') => {
  const { status, body } = await sendAcs3(emulator.url, action, signing);
  return body.Code === undefined ? status : `${status} ${body.Code}`;
};

describe('ACS3 signatures', () => {
  it('accepts an independent signer, with a query and with a form body', async () => {
    expect(await answer({})).toBe(200);
    expect(await answer({ query: 'UserName=alice' }, 'GetUser')).toBe(200);
    expect(await answer({ body: 'UserName=alice' }, 'GetUser')).toBe(200);
  });

  it.each<[string, Signing]>([
    ['400 SignatureDoesNotMatch', { secret: 'wrong' }],
    ['400 SignatureDoesNotMatch', { spoil: replacing('x-acs-action', 'ListUsers') }],
    ['400 SignatureDoesNotMatch', { unsigned: ['x-acs-action'] }],
    ['400 SignatureDoesNotMatch', { unsigned: ['host'] }],
    ['400 SignatureDoesNotMatch', { unsigned: ['x-acs-content-sha256'] }],
    ['400 SignatureDoesNotMatch', { body: 'a=1', spoil: replacing('x-acs-content-sha256', '0'.repeat(64)) }],
    ['400 InvalidTimeStamp.Expired', { date: minutes(-16) }],
    ['400 InvalidTimeStamp.Expired', { date: minutes(16) }],
    ['400 InvalidTimeStamp.Format', { date: 'yesterday' }],
    ['404 InvalidAccessKeyId.NotFound', { accessKeyId: 'LTAI-none' }],
    ['400 InvalidAccessKeyId.Inactive', { accessKeyId: 'LTAI-off', secret: 'off' }],
    ['400 InvalidSecurityToken.MismatchWithAccessKey', { token: 'left over' }],
    ['400 InvalidSignatureMethod', { spoil: replacing('authorization', 'Bearer x') }],
    ['400 MissingAccessKeyId', { spoil: (headers) => void delete headers.authorization }],
  ])('answers %s', async (expected, signing) => {
    expect(await answer(signing)).toBe(expected);
  });

  it('accepts a clock that is off by 14 minutes either way', async () => {
    expect(await answer({ date: minutes(-14) })).toBe(200);
    expect(await answer({ date: minutes(14) })).toBe(200);
  });

  it('accepts a nonce once, and after a failed signature again', async () => {
    expect(await answer({ nonce: 'n1', secret: 'wrong' })).toBe('400 SignatureDoesNotMatch');
    expect(await answer({ nonce: 'n1' })).toBe(200);
    expect(await answer({ nonce: 'n1' })).toBe('400 SignatureNonceUsed');
  });

  it('knows no operation by a wrong name, version or inherited property', async () => {
    expect(await answer({}, 'GetEverything')).toBe('404 InvalidApi.NotFound');
    expect(await answer({}, 'toString')).toBe('404 InvalidApi.NotFound');
    expect(await answer({ version: '1999-01-01' })).toBe('404 InvalidApi.NotFound');
  });

  it('writes no secret into the journal', async () => {
    await answer({});
    await failure(
      call(emulator.url, '2015-05-01', 'CreateLoginProfile', {
        query: { UserName: 'alice', Password: 'very-secret' },
        config: { signatureAlgorithm: 'v2' },
      }),
    );
    const text = JSON.stringify(emulator.journal);
    expect(emulator.journal.map((entry) => entry.operation)).toEqual(['RAM GetAccountAlias', 'RAM CreateLoginProfile']);
    expect(text).not.toContain('very-secret');
    expect(text).not.toContain('emulator-secret');
    expect(text).not.toContain('Signature=');
  });
});

describe('RPC signatures of the older clients', () => {
  const v2 = { config: { signatureAlgorithm: 'v2' } };

  it('reproduces the signature of the RAM documentation', () => {
    const params = {
      AccessKeyId: 'testid',
      Action: 'CreateUser',
      Format: 'JSON',
      SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: '6a6e0ca6-4557-11e5-86a2-b8e8563dc8d2',
      SignatureVersion: '1.0',
      Timestamp: '2015-08-18T03:15:45Z',
      UserName: 'test',
      Version: '2015-05-01',
      Signature: 'kRA2cnpJVacIhDMzXnoNZG9tDCI=',
    };
    const url = { path: '/', query: new Map<string, string>(), search: '' };
    const request = { method: 'GET', ...url, headers: {}, body: Buffer.alloc(0) };
    expect(isRpcSigned(request, params, 'testsecret')).toBe(true);
    expect(isRpcSigned({ ...request, method: 'POST' }, params, 'testsecret')).toBe(false);
    expect(isRpcSigned(request, { ...params, UserName: 'Test' }, 'testsecret')).toBe(false);
  });

  it('accepts the official client in its older mode', async () => {
    const body = await call(emulator.url, '2015-05-01', 'GetUser', { ...v2, query: { UserName: 'alice' } });
    expect(body.User.UserName).toBe('alice');
    expect(emulator.journal[0]).toMatchObject({
      operation: 'RAM GetUser',
      params: { UserName: 'alice' },
      caller: 'account',
    });
  });

  it('refuses another secret, another method and a used nonce', async () => {
    const wrong = { ...v2, credentials: { accessKeyId: 'LTAI-emulator', accessKeySecret: 'wrong' } };
    expect(await failure(call(emulator.url, '2015-05-01', 'ListUsers', wrong))).toBe('400 SignatureDoesNotMatch');
    const get = async (query: string) =>
      (await (await fetch(`${emulator.url}/?${query}`)).json()) as Record<string, unknown>;
    expect(
      await get('Action=ListUsers&Version=2015-05-01&Signature=x&SignatureMethod=HMAC-MD5&SignatureVersion=1.0'),
    ).toMatchObject({
      Code: 'InvalidSignatureMethod',
      HostId: 'ram.aliyuncs.com',
    });
    expect(
      await get('Action=ListUsers&Version=2015-05-01&Signature=x&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0'),
    ).toMatchObject({ Code: 'MissingAccessKeyId' });
  });
});

describe('who signed', () => {
  it('is told by the access key', async () => {
    const identity = async (accessKeyId: string, accessKeySecret: string) =>
      call(emulator.url, '2015-04-01', 'GetCallerIdentity', { credentials: { accessKeyId, accessKeySecret } });
    expect(await identity('LTAI-emulator', 'emulator-secret')).toMatchObject({
      IdentityType: 'Account',
      AccountId: ACCOUNT_ID,
      UserId: ACCOUNT_ID,
    });
    expect(await identity('LTAI-alice', 'alice-secret')).toMatchObject({
      IdentityType: 'RAMUser',
      Arn: `acs:ram::${ACCOUNT_ID}:user/alice`,
    });
  });

  it('is told by the official STS client too', async () => {
    const { body } = await stsClient(emulator.url).getCallerIdentity();
    expect(body).toMatchObject({ accountId: ACCOUNT_ID, arn: `acs:ram::${ACCOUNT_ID}:root`, identityType: 'Account' });
  });

  it('ends with the key', async () => {
    const client = ramClient(emulator.url);
    const made = await client.createAccessKey(new ram.CreateAccessKeyRequest({ userName: 'bob' }));
    const { accessKeyId = '', accessKeySecret = '' } = made.body?.accessKey ?? {};
    const asBob = () =>
      failure(call(emulator.url, '2015-04-01', 'GetCallerIdentity', { credentials: { accessKeyId, accessKeySecret } }));
    expect(await asBob()).toBe('ok');
    await client.deleteAccessKey(new ram.DeleteAccessKeyRequest({ userName: 'bob', userAccessKeyId: accessKeyId }));
    expect(await asBob()).toBe('404 InvalidAccessKeyId.NotFound');
  });
});

it('takes policy documents of 18 KB and of 55 KB in the URL', async () => {
  const long = `${emulator.url}/?Action=CreatePolicy&Version=2015-05-01&PolicyDocument=${'%E5%90%8D'.repeat(6144)}`;
  expect(long.length).toBeGreaterThan(55_000);
  const response = await fetch(long, { method: 'POST' });
  expect(await response.json()).toMatchObject({ Code: 'MissingAccessKeyId' });
});

it('takes GET and POST and nothing else', async () => {
  const response = await fetch(`${emulator.url}/?Action=ListUsers&Version=2015-05-01`, { method: 'PUT' });
  expect(await response.json()).toMatchObject({ Code: 'UnsupportedHTTPMethod' });
});

const CHARACTERS = Array.from('aZ09-_.~!\'()*+ %&=/?#"<>{}[]|\\^`@:;,$ä名🙂\u0000\n');

it('accepts whatever text the official client signs, in both signatures, in query and form body', async () => {
  const texts = fc.dictionary(
    fc.stringMatching(/^X[a-z]{1,5}$/),
    fc.string({
      unit: fc.constantFrom(...CHARACTERS),
      minLength: 1,
      maxLength: 8,
    }),
    { maxKeys: 4, noNullPrototype: true },
  );
  const sendings = fc.record({ query: texts, body: texts, older: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(sendings, async ({ query, body, older }) => {
      const config = older ? { signatureAlgorithm: 'v2' } : {};
      const own = Object.keys(query).filter((key) => key in body);
      fc.pre(own.length === 0);
      const form = Object.keys(body).length === 0 ? {} : { body };
      await call(emulator.url, '2015-04-01', 'GetCallerIdentity', { query, ...form, config });
      expect(emulator.journal.at(-1)?.params).toEqual({ ...query, ...body });
    }),
    { numRuns: 150 },
  );
});
