import { describe, expect, it } from 'vitest';
import type { LoginSituation } from '../../src/login/situation.ts';
import type { InstanceDomain, LoginFailure } from '../../src/login/types.ts';
import { HOST, INSTANCE, ROLE } from './memory-host.ts';
import { PERSONAL, situation, told } from './situations.ts';

const VPC = HOST.replace('registry', 'registry-vpc');

describe('a registry that says no', () => {
  const registry = (status: number, detail: string): LoginFailure => ({ kind: 'registry', host: HOST, status, detail });
  const permanent = { username: 'bob', password: 'Secret-1' };

  it('401 to a temporary password looks for another instance', () => {
    expect(told(registry(401, 'authentication required'))).toMatch(
      /temporary password is not accepted.*another instance/s,
    );
  });

  it('401 to a permanent password tells the passwords apart', () => {
    const text = told(registry(401, 'authentication required'), situation(permanent));
    for (const part of ['not the one for logging on', 'USER@ACCOUNT', 'line break']) expect(text).toContain(part);
    expect(text).not.toContain('A role has no permanent password');
    const role = situation(permanent, { identityArn: 'acs:ram::1234567890123456:assumed-role/ci/x' });
    expect(told(registry(401, ''), role)).toContain('A role has no permanent password');
  });

  it.each([
    [403, 'DENIED: requested access to the resource is denied'],
    [401, 'insufficient_scope'],
    [403, 'no reason given'],
  ])('%i %s names actions and ARN', (status, detail) => {
    const text = told(registry(status, detail));
    expect(text).toContain(
      `cr:PushRepository to push, on acs:cr:*:*:repository/${INSTANCE}/NAMESPACE/REPOSITORY for ${ROLE}`,
    );
  });

  it('has another ARN in Personal Edition', () => {
    expect(told(registry(403, ''), situation({ registry: PERSONAL }))).toContain(
      'repository/NAMESPACE/REPOSITORY for this identity',
    );
  });

  it.each([
    [407, 'the proxy wants a login'],
    [429, 'too many requests'],
    [503, 'a problem of its own'],
    [200, 'not how a registry'],
    [301, 'not how a registry'],
    [404, 'not how a registry'],
  ])('%i: %s', (status, part) => expect(told(registry(status, 'no reason given'))).toContain(part));
});

describe('a host that cannot be reached', () => {
  it('that issues ID tokens is told apart from the services', () => {
    const at = (host: string): LoginFailure => ({ kind: 'network', host, code: 'ENOTFOUND' });
    expect(told(at('token.actions.githubusercontent.com'))).toContain('The job gets its ID token there');
    for (const host of ['sts.aliyuncs.com', '127.0.0.1:8080']) expect(told(at(host))).not.toContain('ID token');
  });

  const network = (code: string, host = HOST): LoginFailure => ({ kind: 'network', host, code });
  const domain = (more: Partial<InstanceDomain>): LoginSituation =>
    situation(undefined, {
      domains: [{ domain: HOST, type: 'system', network: 'public', enabled: true, restricted: false, ...more }],
    });

  it.each(['ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'ECONNREFUSED'])('%s of a VPC host says where it exists', (code) => {
    for (const host of [
      VPC,
      'cr-vpc.cn-hangzhou.aliyuncs.com',
      'sts-vpc.cn-hangzhou.aliyuncs.com',
      'dockerauth-ee-vpc.cn-hangzhou.aliyuncs.com',
      'registry-internal.cn-hangzhou.aliyuncs.com',
    ]) {
      expect(told(network(code, host))).toContain('exists in the VPC only');
    }
  });

  it('says what its instance says: switched off', () => {
    expect(told(network('ETIMEDOUT'), domain({ enabled: false }))).toContain(
      'Public access to the instance is switched off',
    );
  });

  it('says what its instance says: only listed addresses', () => {
    expect(told(network('ECONNRESET'), domain({ restricted: true }))).toMatch(
      /Public access to the instance is on, and only addresses of its access control list get in.*GitHub-hosted/s,
    );
  });

  it.each([
    network('ETIMEDOUT'),
    { kind: 'timeout', host: HOST } as const,
    network('ECONNRESET'),
    network('ECONNREFUSED'),
    network('EHOSTUNREACH'),
    network('SOMETHING'),
  ])('names both when its instance does not say: %j', (failure) =>
    expect(told(failure)).toMatch(/start closed: switch on public access; then only addresses/),
  );

  it('of Personal Edition is the way across borders', () => {
    expect(told(network('ETIMEDOUT', PERSONAL), situation({ registry: PERSONAL }))).toContain('across borders');
  });

  it('whose name is not known is compared with the console', () => {
    expect(told(network('ENOTFOUND'))).toMatch(/its name is not known here.*the name of the instance comes first/s);
  });

  it.each([
    ['ENOTFOUND', 'Check the region'],
    ['EAI_AGAIN', 'DNS of the runner'],
    ['ETIMEDOUT', '`network: vpc`'],
    ['ECONNREFUSED', 'firewall'],
  ])('%s of an API endpoint', (code, part) => {
    expect(told(network(code, 'cr.cn-hangzhou.aliyuncs.com'))).toContain(part);
  });

  it.each([
    ['PROXY_ANSWERED_407', 'http://USER:PASSWORD@HOST:PORT'],
    ['PROXY_ANSWERED_403', 'Let the proxy pass'],
    ['PROXY_ANSWERED_502', 'The proxy cannot reach the host'],
    ['ERR_PROXY_TUNNEL', 'NO_PROXY'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'for another name'],
    ['CERT_HAS_EXPIRED', 'clock'],
    ['EPROTO', 'does not speak TLS'],
    ['NOT_ENCRYPTED', 'nothing was sent'],
  ])('%s: %s', (code, part) => expect(told(network(code))).toContain(part));
});
