import { describe, expect, it } from 'vitest';
import { lintPlan } from './lints.ts';

const GITHUB = 'acs:ram::1234567890123456:oidc-provider/github';
const GRANT = 'grants: { release: { can: push, on: "prod:team/*", to: role:ci } }';

interface Trust {
  readonly [element: string]: unknown;
}
const statement = (condition: unknown, more: Trust = {}): Trust => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Federated: [GITHUB] },
  ...(condition === undefined ? {} : { Condition: condition }),
  ...more,
});
const trustOf = (...statements: readonly Trust[]) => ({ Version: '1', Statement: statements });
const sub = (operator: string, ...subjects: readonly string[]) => ({
  StringEquals: { 'oidc:iss': 'https://token.actions.githubusercontent.com', 'oidc:aud': 'sts.aliyuncs.com' },
  [operator]: {
    ...(operator === 'StringEquals' ? { 'oidc:aud': 'sts.aliyuncs.com' } : {}),
    'oidc:sub': subjects.length === 1 ? subjects[0] : subjects,
  },
});

const findingsOf = (trust: unknown, body = GRANT) =>
  lintPlan(body, { roles: ['ci', 'other'], account: { trustPolicies: new Map([['ci', trust]]) } }).filter(
    ({ id }) => id === 'ESC05',
  );
const said = (trust: unknown) => findingsOf(trust).map(({ severity, message }) => `${severity}: ${message}`);

describe('ESC05', () => {
  it.each([
    ['*'],
    ['repo:*'],
    ['repo:org/*'],
    ['repo:org*/app:ref:refs/heads/main'],
    ['repo:org/app*'],
    ['repo:org/app*:ref:refs/heads/main'],
    ['repo:org/ap?:ref:refs/heads/main'],
    ['repo:org@1/*:environment:release'],
    ['repo:org@1/app@*:environment:release'],
    ['*:environment:release'],
    ['re*'],
  ])('finds %s, which more than one repository has', (subject) => {
    expect(findingsOf(trustOf(statement(sub('StringLike', subject))))).toMatchObject([
      { key: 'role:ci', severity: 'high', blocking: false, introduced: true, source: { line: 6 } },
    ]);
  });

  it.each([
    ['repo:org/app:*', 'any branch, tag, pull request or environment of "org/app"'],
    ['repo:org@1/app@2:*', 'any branch, tag, pull request or environment of "org@1/app@2"'],
    ['repo:org/app:ref:*', 'any branch or tag of "org/app"'],
    ['repo:org/app:ref:refs/heads/*', 'any branch of "org/app"'],
    ['repo:org/app:pull*', 'any pull request of "org/app"'],
    ['repo:org/app:environment:*', 'any environment of "org/app"'],
    ['repo:org/app:environment:prod-*', 'any environment of "org/app"'],
  ])('finds %s with lower severity: one repository, whatever runs there', (subject, who) => {
    expect(said(trustOf(statement(sub('StringLike', subject))))).toEqual([
      `medium: ${who}, where oidc:sub is like "${subject}", may become role:ci`,
    ]);
  });

  it.each([
    ['StringEquals', 'repo:org/app:environment:release'],
    ['StringEquals', 'repo:org@1/app@2:ref:refs/heads/main'],
    ['StringEquals', 'repo:org/app:*'],
    ['StringEqualsIgnoreCase', 'repo:org/app:ref:refs/heads/main'],
    ['StringLike', 'repo:org/app:ref:refs/heads/main'],
    ['StringLike', 'repo:org/app:ref:refs/heads/release/*'],
    ['StringLike', 'repo:org@1/app@2:ref:refs/tags/v*'],
  ])('leaves %s %s alone', (operator, subject) => {
    expect(said(trustOf(statement(sub(operator, subject))))).toEqual([]);
  });

  it('leaves a choice of subjects alone when each of them is narrow, and names the widest', () => {
    const narrow = 'repo:org/app:ref:refs/heads/main';
    expect(said(trustOf(statement(sub('StringEquals', narrow, 'repo:org/b:environment:x'))))).toEqual([]);
    expect(said(trustOf(statement(sub('StringLike', narrow, 'repo:org/app:*', 'repo:org/*'))))).toEqual([
      'high: more than one repository, where oidc:sub is like "repo:org/*", may become role:ci',
    ]);
  });

  const ANYBODY = 'high: whoever gets a token from the OIDC provider "github", with any oidc:sub, may become role:ci';
  it.each([
    ['no condition', undefined],
    ['the audience alone', { StringEquals: { 'oidc:aud': 'sts.aliyuncs.com' } }],
    ['an exception alone', { StringNotLike: { 'oidc:sub': 'repo:org/app:pull_request' } }],
    ['the key of another cloud', { StringEquals: { 'token.actions.githubusercontent.com:sub': 'repo:org/app:x' } }],
    ['an operator that RAM does not have', { 'ForAnyValue:StringEquals': { 'oidc:sub': 'repo:org/app:x' } }],
    ['an optional key', { StringEqualsIfExists: { 'oidc:sub': 'repo:org/app:x' } }],
    ['a value that is no text', { StringEquals: { 'oidc:sub': 1 } }],
    ['a wildcard', { StringLike: { 'oidc:sub': '**' } }],
  ])('finds a subject that nothing limits: %s', (_, condition) => {
    expect(said(trustOf(statement(condition)))).toEqual([ANYBODY]);
  });

  it('counts the narrowest of several conditions, and keys in any case', () => {
    const both = {
      StringLike: { 'oidc:sub': 'repo:org/*' },
      StringEquals: { 'OIDC:Sub': 'repo:org/app:environment:x' },
    };
    expect(said(trustOf(statement(both)))).toEqual([]);
    const wider = { StringLike: { 'oidc:sub': '*', 'OIDC:sub': 'repo:org/*' } };
    expect(said(trustOf(statement(wider)))).toEqual([expect.stringContaining('"repo:org/*"')]);
  });

  it('heeds a Deny for every other subject, and a Deny for all', () => {
    const open = statement(undefined);
    const deny = (condition: unknown, more: Trust = {}) => statement(condition, { Effect: 'Deny', ...more });
    const others = { StringNotEquals: { 'oidc:sub': 'repo:org/app:environment:x' } };
    expect(said(trustOf(open, deny(others)))).toEqual([]);
    expect(said(trustOf(open, deny(undefined)))).toEqual([]);
    expect(said(trustOf(open, deny({ ...others, StringEquals: { 'oidc:aud': 'x' } })))).toEqual([ANYBODY]);
    expect(said(trustOf(open, deny({ ...others, StringEquals: { 'oidc:aud': 1 } })))).toEqual([ANYBODY]);
    expect(said(trustOf(open, deny({ StringEquals: { 'oidc:sub': 1 } })))).toEqual([ANYBODY]);
    expect(said(trustOf(open, deny(undefined, { Principal: { Federated: `${GITHUB}-2` } })))).toEqual([ANYBODY]);
    expect(said(trustOf(open, deny(undefined, { Action: 'sts:TagSession' })))).toEqual([ANYBODY]);
  });

  it('looks at every statement and provider', () => {
    const second = statement(undefined, { Principal: { Federated: [GITHUB, `${GITHUB}-2`] }, Action: ['sts:*'] });
    expect(said(trustOf(statement(sub('StringLike', 'repo:org/*')), second))).toEqual([
      expect.stringContaining('"repo:org/*"'),
      ANYBODY,
      ANYBODY.replace('github', 'github-2'),
    ]);
  });

  it('says of another kind of subject what may assume the role', () => {
    const pods = sub('StringLike', 'system:serviceaccount:build:*');
    expect(said(trustOf(statement(pods)))).toEqual([
      'medium: whoever gets a token from the OIDC provider "github", where oidc:sub is like "system:serviceaccount:build:*", may become role:ci',
    ]);
  });

  it('leaves users, services, SAML and other actions alone', () => {
    const saml = { Federated: ['acs:ram::1234567890123456:saml-provider/idp'] };
    const rest = [
      statement(undefined, { Principal: saml }),
      statement(undefined, { Principal: { RAM: ['acs:ram::1234567890123456:root'] } }),
      statement(undefined, { Principal: { Service: ['ecs.aliyuncs.com'] } }),
      statement(undefined, { Action: 'sts:TagSession' }),
    ];
    expect(said(trustOf(...rest))).toEqual([]);
  });

  it.each([[undefined], [null], ['text'], [{ Version: '1' }]])('says that %j cannot be read', (trust) => {
    expect(said(trust)).toEqual(['medium: the trust policy of role:ci cannot be read']);
  });

  it('escapes and cuts what the account holds', () => {
    const [text = ''] = said(trustOf(statement(sub('StringLike', `repo:\u202E${'a'.repeat(500)}*`))));
    expect(text).toContain('\\u{202E}');
    expect(text.length).toBeLessThan(250);
  });

  it('is about roles that the file grants something to, and introduced with the grant', () => {
    const open = trustOf(statement(undefined));
    expect(findingsOf(open, GRANT.replace('role:ci', 'role:other'))).toEqual([]);
    expect(findingsOf(open, GRANT.replace('can: push', 'until: 2026-01-01, can: push'))).toEqual([]);
    const world = (attached: readonly string[]) => ({
      roles: ['ci'],
      others: [{ name: 'AliyunContainerRegistryReadOnlyAccess', type: 'System' as const, document: trustOf() }],
      attached,
      account: { trustPolicies: new Map([['ci', open]]) },
    });
    const body = 'grants: { read: { policy: AliyunContainerRegistryReadOnlyAccess, to: role:ci } }';
    const introduced = (attached: readonly string[]) =>
      lintPlan(body, world(attached))
        .filter(({ id }) => id === 'ESC05')
        .map((finding) => finding.introduced);
    expect(introduced([])).toEqual([true]);
  });
});
