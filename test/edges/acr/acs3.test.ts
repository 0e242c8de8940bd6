import { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { signAcs3 } from '../../../src/edges/acr/acs3.ts';
import { OpenApi } from '../../../src/edges/alibaba/sdk.ts';
import type { AccessKey } from '../../../src/login/types.ts';
import { fakeService } from '../alibaba/support/fake-service.ts';
import { KEY } from './support/connected.ts';

const NOW = new Date('2026-11-21T12:34:56.789Z');
const SESSION: AccessKey = { ...KEY, accessKeyId: 'STS.session-key', securityToken: 'a+token/with=signs' };

const EDITIONS = {
  'Enterprise Edition': {
    action: 'GetAuthorizationToken',
    version: '2018-12-01',
    pathname: '/',
    method: 'POST',
    style: 'RPC',
    query: { InstanceId: 'cri-abc123', ExpiresInHours: '12' },
  },
  'Enterprise Edition with characters that signers disagree about': {
    action: 'ListInstance',
    version: '2018-12-01',
    pathname: '/',
    method: 'POST',
    style: 'RPC',
    query: { InstanceName: "a b*c~d'e(f)!g/ü", PageSize: '30', PageNo: '1' },
  },
  'Personal Edition': {
    action: 'GetAuthorizationToken',
    version: '2016-06-07',
    pathname: '/tokens',
    method: 'GET',
    style: 'ROA',
    query: {},
  },
} as const;

describe('a signature is the one of the official SDK', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const cases = Object.entries(EDITIONS).flatMap(([edition, call]) => [
    [edition, 'a key', call, KEY] as const,
    [edition, 'a session', call, SESSION] as const,
  ]);

  test.each(cases)('%s with %s', async (_edition, _kind, call, key) => {
    const service = await fakeService(() => ({ body: {} }));
    const { accessKeyId, accessKeySecret, securityToken } = key;
    const config = { accessKeyId, accessKeySecret, ...(securityToken === undefined ? {} : { securityToken }) };
    const client = new OpenApi(
      new $OpenApiUtil.Config({ ...config, endpoint: service.address, protocol: 'HTTP', regionId: 'cn-hangzhou' }),
    );
    const { query, ...params } = call;
    await client.callApi(
      new $OpenApiUtil.Params({ ...params, protocol: 'HTTP', authType: 'AK', reqBodyType: 'json', bodyType: 'json' }),
      new $OpenApiUtil.OpenApiRequest({ query: { ...query } }),
      new RuntimeOptions({}),
    );
    await service.close();
    const { headers } = service.received[0]!;
    // The SDK signs two headers more than the service asks for; they are part of what is compared.
    const extra = Object.fromEntries(
      Object.entries(headers).filter(
        ([name]) => /^x-acs-(credentials|action-time|request)/.test(name) || name === 'content-type',
      ),
    ) as Record<string, string>;
    const url = new URL(`http://${service.address}${call.pathname}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const nonce = String(headers['x-acs-signature-nonce']);
    const { action, version, method } = call;
    const ours = signAcs3({ method, url, action, version, headers: extra }, key, { date: NOW, nonce });
    const theirs = Object.fromEntries(Object.keys(ours).map((name) => [name, headers[name]]));
    expect(ours).toEqual(theirs);
  });
});

test('golden vectors', () => {
  const at = { date: NOW, nonce: 'nonce-1' };
  const personal = { method: 'GET', action: 'GetAuthorizationToken', version: '2016-06-07' } as const;
  const enterprise = { method: 'POST', action: 'GetAuthorizationToken', version: '2018-12-01' } as const;
  const host = 'https://cr.cn-hangzhou.aliyuncs.com';
  const signatures = [KEY, SESSION].flatMap((key) => [
    signAcs3({ ...personal, url: new URL(`${host}/tokens`) }, key, at).authorization,
    signAcs3({ ...enterprise, url: new URL(`${host}/?InstanceId=cri-1&ExpiresInHours=3`) }, key, at).authorization,
  ]);
  expect(signatures).toMatchInlineSnapshot(`
    [
      "ACS3-HMAC-SHA256 Credential=LTAI-test-key-id,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=dacdc9d550d94ec6b80e3e5b889bae6d8307e2ed7de6c72ba437823ea798dafb",
      "ACS3-HMAC-SHA256 Credential=LTAI-test-key-id,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=7b03e78572c1c43de9e3c8cd903056d00cd4495884d986a5bf6c208631dd39ec",
      "ACS3-HMAC-SHA256 Credential=STS.session-key,SignedHeaders=host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version,Signature=5f316fa86052698667b8af383b88048a016c093e71478061012ca76af93bd99d",
      "ACS3-HMAC-SHA256 Credential=STS.session-key,SignedHeaders=host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version,Signature=ac33bd8276ebc2cef54afc62f6a7c2bea22e6589b2a95c62ae5f5779e225128a",
    ]
  `);
});
