import { describe, expect, it } from 'vitest';
import { isAllowedRealm, parseChallenge } from '../../src/login/challenge.ts';
import { HOST, registry } from './memory-host.ts';

const bearer = (realm: string, service = 'registry.aliyuncs.com:cn-hangzhou:china:cri-abc123') =>
  `Bearer realm="${realm}",service="${service}"`;

describe('a realm', () => {
  it.each([
    'https://dockerauth.cn-hangzhou.aliyuncs.com/auth',
    'https://dockerauth.cn-hangzhou.aliyuncs.com:443/auth',
    'https://dockerauth-ee.cn-hangzhou.aliyuncs.com/auth',
    'https://dockerauth-ee-vpc.cn-beijing.aliyuncs.com/auth',
    'https://dockerauth-cn-zhangjiakou.aliyuncs.com/auth',
    'https://dockerauth.aliyuncs.com/auth',
    `https://${HOST}/auth`,
  ])('%s may see a password', (realm) => expect(isAllowedRealm(new URL(realm), registry())).toBe(true));

  it.each([
    'http://dockerauth.cn-hangzhou.aliyuncs.com/auth',
    'ftp://dockerauth.cn-hangzhou.aliyuncs.com/auth',
    'https://dockerauth.cn-hangzhou.aliyuncs.com:8443/auth',
    'https://user@dockerauth.cn-hangzhou.aliyuncs.com/auth',
    'https://:secret@dockerauth.cn-hangzhou.aliyuncs.com/auth',
    'https://dockerauth.cn-hangzhou.aliyuncs.com.evil.com/auth',
    'https://dockerauth.cn-hangzhou.aliyuncs.com@evil.com/auth',
    'https://evil.com/dockerauth.cn-hangzhou.aliyuncs.com',
    'https://evil.com#dockerauth.cn-hangzhou.aliyuncs.com',
    'https://xdockerauth.cn-hangzhou.aliyuncs.com/auth',
    'https://dockerauth.oss-cn-hangzhou.aliyuncs.com/auth',
    'https://dockerauth-ee.oss-cn-hangzhou.aliyuncs.com/auth',
    'https://dockerauth.cn-hangzhou.log.aliyuncs.com/auth',
    'https://dockerauth.cn-hangzhou.\u0430liyuncs.com/auth',
    'https://dockerauth.cn-hangzhou.aliyuncs.com./auth',
    'https://other-registry.cn-hangzhou.cr.aliyuncs.com/auth',
    'http://127.0.0.1:5000/auth',
  ])('%s may not', (realm) => expect(isAllowedRealm(new URL(realm), registry())).toBe(false));

  it('of a loopback registry is that registry alone, port included', () => {
    const allowed = (realm: string) => isAllowedRealm(new URL(realm), registry('127.0.0.1:5000'));
    expect(allowed('http://127.0.0.1:5000/auth')).toBe(true);
    expect(allowed('http://127.0.0.1:5001/auth')).toBe(false);
    expect(allowed('http://user@127.0.0.1:5000/auth')).toBe(false);
    expect(allowed('https://dockerauth.cn-hangzhou.aliyuncs.com/auth')).toBe(false);
  });

  it('of a custom domain is Alibaba Cloud, or the domain itself over TLS', () => {
    const allowed = (realm: string) => isAllowedRealm(new URL(realm), registry('images.example.com'));
    expect(allowed('https://dockerauth.cn-hangzhou.aliyuncs.com/auth')).toBe(true);
    expect(allowed('https://images.example.com/auth')).toBe(true);
    expect(allowed('http://images.example.com/auth')).toBe(false);
    expect(allowed('https://auth.example.com/auth')).toBe(false);
  });
});

describe('a challenge', () => {
  const realm = 'https://dockerauth.cn-hangzhou.aliyuncs.com/auth';

  it.each([
    ['registry.aliyuncs.com:cn-hangzhou:26842', 'cn-hangzhou', undefined],
    ['registry.aliyuncs.com:cn-hangzhou:china:cri-abc123', 'cn-hangzhou', 'cri-abc123'],
    ['registry.aliyuncs.com:ap-southeast-1:china:cri-abc123:2a', 'ap-southeast-1', 'cri-abc123'],
    ['something else', undefined, undefined],
    ['registry.aliyuncs.com:cn-hangzhou:cri-ABC/..', 'cn-hangzhou', undefined],
  ])('with service %j names region %s and instance %s', (service, region, instanceId) => {
    expect(parseChallenge(bearer(realm, service), registry())).toEqual({
      realm: new URL(realm),
      service,
      region,
      instanceId,
    });
  });

  it('is read whatever the order and case of its parts', () => {
    const header = `BEARER Service="s",scope="repository:a/b:pull",REALM="${realm}",error="insufficient_scope"`;
    expect(parseChallenge(header, registry())).toMatchObject({ service: 's', realm: new URL(realm) });
  });

  it.each(['', 'Basic realm="x"', `Bearer service="s"`, `Bearer realm="${realm}"`, 'Bearer realm="::",service="s"'])(
    '%j is not one of a registry',
    (header) => expect(() => parseChallenge(header, registry())).toThrow(/does not ask for a token as a registry does/),
  );

  it('that names a foreign realm ends the login, and shows the realm on one line', () => {
    expect(() => parseChallenge(bearer('https://evil.com/auth?##[x]'), registry())).toThrow(
      `${HOST} sends logins to "evil.com", which is not Alibaba Cloud's token service`,
    );
    expect(() => parseChallenge(`${bearer(realm)},realm="https://evil.com/"`, registry())).toThrow(/"evil.com"/);
  });
});
