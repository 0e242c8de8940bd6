import { describe, expect, it } from 'vitest';
import { explain } from '../../src/login/explain.ts';
import { INSTANCE, ROLE, ROLE_INPUTS } from './memory-host.ts';
import { PERSONAL, service, situation, told } from './situations.ts';

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
