import { describe, expect, it } from 'vitest';
import { claimsOf, otherSubject, printedClaims } from '../../src/login/claims.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (claims: unknown) => `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;

describe('the claims of an ID token', () => {
  it('are those that tell where a job runs', () => {
    const claims = {
      iss: 'https://i',
      aud: ['a', 'b'],
      sub: 'repo:o/r:ref:x',
      jti: 'x',
      exp: 1,
      actor: 'bob',
      ref: 'x',
    };
    expect(claimsOf(token(claims))).toEqual({ iss: 'https://i', aud: 'a, b', sub: 'repo:o/r:ref:x', ref: 'x' });
  });

  it.each(['', 'x', 'a.b.c', token(null), token(3), token([])])('of %j are none', (text) => {
    expect(claimsOf(text) ?? {}).toEqual({});
  });

  it('are printed in one order, without what is only looked up', () => {
    const claims = claimsOf(
      token({ repository_id: '2', environment: 'e', job_workflow_ref: 'j', repository: 'o/r', sub: 's' }),
    );
    expect(printedClaims(claims!).map(([name]) => name)).toEqual([
      'sub',
      'repository',
      'environment',
      'job_workflow_ref',
    ]);
  });
});

describe('the other form of a subject', () => {
  const ids = { repository_id: '22', repository_owner_id: '11' };
  it.each([
    [{ sub: 'repo:org/repo:environment:prod', ...ids }, 'repo:org@11/repo@22:environment:prod'],
    [{ sub: 'repo:org@11/repo@22:ref:refs/heads/a/b' }, 'repo:org/repo:ref:refs/heads/a/b'],
    [{ sub: 'repo:org/repo:pull_request' }, undefined],
    [{ sub: 'repository_id:22', ...ids }, undefined],
    [{ ...ids }, undefined],
  ])('of %j is %s', (claims, other) => expect(otherSubject(claims)).toBe(other));
});
