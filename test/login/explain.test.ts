import { describe, expect, it } from 'vitest';
import { AcrAccessError } from '../../src/errors.ts';
import { explain, explained } from '../../src/login/explain.ts';
import { EXPLAINED_CODES } from '../../src/login/explain-service.ts';
import { LoginError } from '../../src/login/login-error.ts';
import type { LoginSituation } from '../../src/login/situation.ts';
import type { InstanceDomain, LoginFailure } from '../../src/login/types.ts';
import { errorText } from '../../src/render/error-text.ts';
import { HOST, INSTANCE, type Inputs, PROVIDER, ROLE, ROLE_INPUTS, requestOf, serviceFailure } from './memory-host.ts';

const VPC = HOST.replace('registry', 'registry-vpc');
const PERSONAL = 'registry.cn-hangzhou.aliyuncs.com';
const SUBJECT = 'repo:org/repo:environment:release';
const CLAIMS = {
  iss: 'https://token.actions.githubusercontent.com',
  aud: 'sts.aliyuncs.com',
  sub: SUBJECT,
  repository: 'org/repo',
  ref: 'refs/tags/v1',
  environment: 'release',
  job_workflow_ref: 'org/repo/.github/workflows/release.yml@refs/tags/v1',
};

const situation = (
  inputs: Inputs = { ...ROLE_INPUTS, 'instance-id': INSTANCE },
  more: Partial<LoginSituation> = {},
) => ({
  request: requestOf(inputs),
  claims: undefined,
  identityArn: '',
  domains: [],
  ...more,
});
const told = (failure: LoginFailure, at: LoginSituation = situation()) => {
  const { message, hint } = explain(failure, at);
  return `${message}\n${hint}`;
};
const service = (api: string, code: string, message = '', status = 400) =>
  serviceFailure(api, code, { message, status } as Partial<LoginFailure>);
const oidc = (kind: string, message: string, more: Partial<LoginSituation> = {}) =>
  explain(
    service('AssumeRoleWithOIDC', `AuthenticationFail.${kind}`, message, 401),
    situation(undefined, { claims: CLAIMS, ...more }),
  );

describe('a refusal of GetAuthorizationToken', () => {
  it.each([
    ['NoPermission', 'You are not authorized to do this action. You should be authorized by RAM.'],
    ['NoPrivilege', 'Access denied for this user.'],
    ['Forbidden.RAM', 'User not authorized to operate on the specified resource.'],
  ])('%s names action and resource', (code, message) => {
    const { message: what, hint } = explain(service('GetAuthorizationToken', code, message, 403), situation());
    expect(what).toBe(
      `GetAuthorizationToken failed: ${ROLE} may not ask for a registry password (${code}: ${message}, status 403, request id REQ-1)`,
    );
    expect(hint).toContain('Allow cr:GetAuthorizationToken on Resource "*"');
    expect(hint).not.toContain('narrowed');
  });

  it('speaks of the narrowing when there is one', () => {
    const narrowed = situation({ ...ROLE_INPUTS, permissions: 'pull' });
    expect(told(service('GetAuthorizationToken', 'NoPermission', '', 403), narrowed)).toContain('A narrowed session');
  });

  it('pain 4: USER_NOT_EXIST names both mistakes that look like it', () => {
    const at = situation({ registry: PERSONAL }, { identityArn: 'acs:ram::1234567890123456:user/bob' });
    const text = told(service('GetAuthorizationToken', 'USER_NOT_EXIST', 'user is not exist', 404), at);
    expect(text).toContain('Personal Edition does not know acs:ram::1234567890123456:user/bob');
    expect(text).toContain('set a registry password once');
    expect(text).toContain('Enterprise Edition');
  });

  it.each([
    ['INSTANCE_NOT_EXIST', [INSTANCE, 'cn-hangzhou', 'Compare `instance-id`', 'account that owns the instance']],
    ['INSTANCE_STATUS_NOT_SUPPORT', ['not running']],
    ['INVALID_PARAMETER', ['expires-in-hours']],
    ['SLB_SERVICE_ERROR', ['load balancer', 'run again']],
    ['InvalidApi.NotFound', ['region']],
  ])('%s is explained', (code, parts) => {
    const text = told(service('GetAuthorizationToken', code, '', 200));
    for (const part of parts) expect(text).toContain(part);
  });
});

describe('a refusal of another call', () => {
  it('ListInstance has two ways out', () => {
    const text = told(service('ListInstance', 'NoPermission', '', 403), situation(ROLE_INPUTS));
    expect(text).toContain('give `instance-id`');
    expect(text).toContain('allow cr:ListInstance on Resource "*"');
  });

  it.each(['ListInstanceEndpoint', 'GetInstanceEndpoint'])('%s names the instance', (api) => {
    const text = told(service(api, 'NoPermission', '', 403));
    expect(text).toContain(
      `cr:ListInstanceEndpoint (or cr:GetInstanceEndpoint) on acs:cr:cn-hangzhou:*:instance/${INSTANCE}`,
    );
  });

  it('that nobody knows names who has to be allowed', () => {
    expect(told(service('NewCall', 'NoPermission', '', 403))).toContain(`Allow the action of this call for ${ROLE}`);
    expect(told(service('NewCall', 'Unheard.Of', '', 403))).toContain(`${ROLE} may not call it`);
  });
});

describe('credentials that are not accepted', () => {
  it.each([
    ['InvalidAccessKeyId.NotFound', ['not known', '`security-token`', 'STS.', 'international site']],
    ['InvalidAccessKeyId.Inactive', ['disabled', 'Enable it']],
    ['SignatureDoesNotMatch', ['line break', 'same key']],
    ['IncompleteSignature', ['proxy']],
    ['SignatureNonceUsed', ['twice', 'proxy']],
    ['InvalidSecurityToken.Expired', ['`security-token`', 'has ended']],
    ['InvalidSecurityToken.Malformed', ['`security-token`']],
    ['InvalidSecurityToken.MismatchWithAccessKey', ['does not belong to the access key']],
    ['MissingSecurityToken', ['missing']],
    ['SecurityTokenExpired', ['ended']],
    ['InvalidTimeStamp.Expired', ['clock', 'NTP', '15 minutes']],
    ['InvalidTimeStamp.Format', ['clock']],
    ['IllegalTimestamp', ['clock']],
  ])('%s is explained', (code, parts) => {
    const text = told(service('GetCallerIdentity', code));
    for (const part of parts) expect(text).toContain(part);
  });

  it('a clock that is known to be wrong comes before every other reason', () => {
    const message =
      "Specified signature is not matched with our calculation.; the clock of this machine is 42 minutes ahead of the service's";
    expect(told(service('GetCallerIdentity', 'SignatureDoesNotMatch', message))).toContain(
      'failed: the clock of this machine is wrong',
    );
  });
});

describe('a service that is busy', () => {
  it.each(['Throttling', 'Throttling.User', 'Throttling.Api', 'Rejected.Throttling'])('%s', (code) => {
    expect(told(service('GetAuthorizationToken', code))).toMatch(/too many calls.*Raise `retries`/s);
  });

  it.each([
    ['ServiceUnavailable', 503],
    ['InternalError', 500],
    ['SystemError', 500],
    ['', 502],
  ])('%s with status %i may be a proxy', (code, status) => {
    expect(told(service('GetAuthorizationToken', code, '', status))).toMatch(/a problem of its own.*HTTPS_PROXY/s);
  });

  it('without a code is told by its status', () => {
    expect(told(service('GetAuthorizationToken', '', 'the answer is an HTML page', 407))).toContain(
      'the proxy wants a login',
    );
    expect(told(service('GetAuthorizationToken', '', '', 429))).toContain('too many calls');
    expect(told(service('GetAuthorizationToken', '', '', 418))).toContain('does not accept the request (status 418');
  });
});

describe('a role that cannot be assumed', () => {
  it.each([
    ['EntityNotExist.Role', [`there is no role ${ROLE}`, '`role-arn`']],
    ['InvalidParameter.RoleArn', ['acs:ram::ACCOUNT_ID:role/NAME']],
    ['InvalidParameter.OIDCProviderArn', ['acs:ram::ACCOUNT_ID:oidc-provider/NAME']],
    ['InvalidParameter.RoleSessionName', ['`role-session-name`']],
    ['InvalidParameter.DurationSeconds', ['3600 s is longer than the role allows', '`session-duration`']],
    ['InvalidParameter.PolicySize', ['2,048 characters']],
    ['InvalidParameter.PolicyGrammar', ['session policy']],
  ])('%s is explained', (code, parts) => {
    const text = told(service('AssumeRoleWithOIDC', code));
    for (const part of parts) expect(text).toContain(part);
  });
});

describe('pain 17: an ID token that STS refuses', () => {
  it.each([
    [
      'NoPermission',
      'There is no permission',
      [`the trust policy of ${ROLE} does not let this job in`, 'letter by letter'],
    ],
    ['NoPermission', 'No such OIDC Provider registered.', [`there is no identity provider ${PROVIDER}`]],
    [
      'OIDCToken.AudienceNotMatch',
      'Invalid audience.',
      ['the audience "sts.aliyuncs.com" is no client id', '`audience`'],
    ],
    ['OIDCToken.IssuerNotMatch', 'Invalid issuer.', ['is not that of', 'https://HOST/_services/token']],
    ['OIDCToken.Expired', 'This JsonWebToken is expired.', ['has ended', 'clock']],
    ['OIDCToken.Invalid', 'OIDC token validate failed', ['not accepted', 'fingerprints']],
    ['OIDCToken.InvalidSignature', 'invalid signature.', ['signature', 'keys']],
    ['OIDCToken.HttpsUrlInvalid', 'certificate chain', ['fingerprint', 'has changed its CA']],
    ['OIDCToken.New', 'fingerprint does not match', ['does not trust the certificate of the issuer']],
  ])('%s (%s) is explained next to what RAM expects', (kind, message, parts) => {
    const { message: what, hint } = oidc(kind, message);
    for (const part of parts) expect(`${what}\n${hint}`).toContain(part);
    for (const [name, value] of Object.entries(CLAIMS)) expect(hint).toContain(`  ${name}: ${value}\n`);
    expect(hint).toContain(`iss: the issuer URL of ${PROVIDER}\n`);
    expect(hint).toContain(`sub: what the trust policy of ${ROLE} says, e.g. "oidc:sub": "${SUBJECT}"`);
  });

  it('names the form of the subject that does not fit', () => {
    const ids = { repository_id: '2222222', repository_owner_id: '1111111' };
    expect(oidc('NoPermission', '', { claims: { ...CLAIMS, ...ids } }).hint).toContain(
      'A trust policy with "repo:org@1111111/repo@2222222:environment:release" does not fit: that is the other form',
    );
    const immutable = { ...CLAIMS, sub: 'repo:org@1111111/repo@2222222:environment:release' };
    expect(oidc('NoPermission', '', { claims: immutable }).hint).toContain(
      'A trust policy with "repo:org/repo:environment:release" does not fit: that is the other form',
    );
  });

  it('explains both forms when the ids are not known', () => {
    expect(oidc('NoPermission', '').hint).toContain('repo:OWNER@ID/REPO@ID:');
  });

  it('says that an issuer is not that of github.com', () => {
    const iss = 'https://git.example.com/_services/token';
    expect(oidc('OIDCToken.IssuerNotMatch', '', { claims: { ...CLAIMS, iss } }).hint).toContain(
      'this one is not that of github.com',
    );
  });

  it('warns of a role that is to trust pull requests', () => {
    expect(oidc('NoPermission', '', { claims: { ...CLAIMS, sub: 'repo:org/repo:pull_request' } }).hint).toContain(
      'no role that may push should trust that',
    );
    expect(oidc('NoPermission', '').hint).not.toContain('pull request');
  });

  it('is meant by a plain NoPermission of the same call, too', () => {
    expect(told(service('AssumeRoleWithOIDC', 'NoPermission', '', 403))).toContain(`the trust policy of ${ROLE}`);
  });

  it('without a token says so', () => {
    expect(oidc('NoPermission', '', { claims: undefined }).hint).toContain('There was no ID token that can be read.');
  });

  it.each([
    ['Error message: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable', '`permissions: id-token: write`'],
    ['Failed to get ID Token. Error Code : 503', 'Run again'],
  ])('is not even there: %s', (detail, remedy) => {
    expect(told({ kind: 'bad-answer', api: 'ID token of GitHub', detail })).toContain(remedy);
  });
});

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

describe('pain 5: an answer that cannot be used', () => {
  it.each([
    ['there is no password in it', 'it says success and holds no whole login'],
    ['there is no user name in it', 'it says success and holds no whole login'],
    ['it is not whole JSON', 'not what the service documents'],
  ])('%s', (detail, part) => {
    expect(told({ kind: 'bad-answer', api: 'GetAuthorizationToken', detail })).toContain(part);
  });
});

describe('every explanation', () => {
  const hostile = '\n::add-mask::x\r\n##[add-path]/evil\u202e\u2028 ';
  const failures: LoginFailure[] = [
    ...EXPLAINED_CODES.map((code) => service('GetAuthorizationToken', code, hostile)),
    service(hostile, hostile, hostile),
    { kind: 'network', host: hostile, code: hostile },
    { kind: 'timeout', host: hostile },
    { kind: 'registry', host: hostile, status: 401, detail: hostile },
    { kind: 'bad-answer', api: hostile, detail: hostile },
  ];
  const claims = { ...CLAIMS, ref: hostile, sub: `repo:o/r:ref:refs/heads/${hostile}`, aud: hostile, iss: hostile };
  const at = situation(undefined, { claims, identityArn: hostile, domains: [] });

  it.each(failures.map((failure, index) => ({ index, failure })))(
    '$index cannot forge a line or command of the log',
    ({ failure }) => {
      const { message, hint } = explain(failure, at);
      expect(message).toMatch(/^[^\n\r\u2028\u202e]+$/);
      for (const line of `${message}\n${hint}`.split('\n')) {
        expect(line).not.toMatch(/^\s*::|##\[|[\r\u2028\u202e]/);
      }
    },
  );

  it.each(EXPLAINED_CODES)('%s has a cause and a remedy of its own, in whole sentences', (code) => {
    const { message, hint } = explain(service('GetAuthorizationToken', code), situation());
    expect(message).toContain(`(${code}, status 400, request id REQ-1)`);
    expect(message).not.toContain('does not accept the request');
    expect(hint).toMatch(/^[A-Z].*\S$/s);
    expect(`${message}${hint}`).not.toMatch(/undefined|\[object|\bnull\b/);
  });

  it('cuts what is too long to be read', () => {
    expect(told(service('X', 'Y', 'z'.repeat(5_000))).length).toBeLessThan(1_000);
  });

  it('holds no input that is secret', () => {
    const secrets = {
      'access-key-secret': 'KEY-SECRET',
      'security-token': 'TOKEN-SECRET',
      'access-key-id': 'LTAI-SECRET',
    };
    const withKey = situation({ 'instance-id': INSTANCE, ...secrets });
    const permanent = situation({ username: 'bob', password: 'PASSWORD-SECRET' });
    for (const failure of failures)
      for (const one of [withKey, permanent]) expect(told(failure, one)).not.toContain('SECRET');
  });
});

describe('an error', () => {
  it('of a call is replaced by its explanation', () => {
    const error = new LoginError(service('GetAuthorizationToken', 'NoPermission', '', 403));
    const better = explained(error, situation()) as AcrAccessError;
    expect(better).toMatchObject({ code: 'failed', cause: error });
    expect(errorText(better)).toMatch(/^acr-access: GetAuthorizationToken failed: .*\nAllow cr:GetAuthorizationToken/);
  });

  it('of another kind stays as it is', () => {
    const error = new AcrAccessError('usage', 'x');
    expect(explained(error, situation())).toBe(error);
  });
});
