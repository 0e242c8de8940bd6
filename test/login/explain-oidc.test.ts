import { describe, expect, it } from 'vitest';
import { explain } from '../../src/login/explain.ts';
import type { LoginSituation } from '../../src/login/situation.ts';
import { PROVIDER, ROLE } from './memory-host.ts';
import { CLAIMS, SUBJECT, service, situation, told } from './situations.ts';

const oidc = (kind: string, message: string, more: Partial<LoginSituation> = {}) =>
  explain(
    service('AssumeRoleWithOIDC', `AuthenticationFail.${kind}`, message, 401),
    situation(undefined, { claims: CLAIMS, ...more }),
  );

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
