import { describe, expect, it } from 'vitest';
import { AcrAccessError } from '../../src/errors.ts';
import { explain, explained } from '../../src/login/explain.ts';
import { EXPLAINED_CODES } from '../../src/login/explain-service.ts';
import { LoginError } from '../../src/login/login-error.ts';
import type { LoginFailure } from '../../src/login/types.ts';
import { errorText } from '../../src/render/error-text.ts';
import { INSTANCE } from './memory-host.ts';
import { CLAIMS, service, situation, told } from './situations.ts';

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
