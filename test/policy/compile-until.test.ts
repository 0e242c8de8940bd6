import { describe, expect, it } from 'vitest';
import type { Registry } from '../../src/policy/area.ts';
import { sameMeaning } from '../../src/policy/canonical.ts';
import { compileGrant, formatDocument } from '../../src/policy/compile.ts';
import type { PolicyDocument, Statement } from '../../src/policy/document.ts';
import type { LevelAccess } from '../../src/policy/level-statements.ts';

const prod: Registry = { name: 'prod', edition: 'enterprise', instance: 'cri-prod0000000002', region: 'cn-hangzhou' };
const legacy: Registry = { name: 'legacy', edition: 'personal', region: 'cn-hangzhou' };

type Options = Partial<Pick<LevelAccess, 'create' | 'console' | 'login'>> & { until?: string };

function compile(can: LevelAccess['can'], registry: Registry, patterns: string | string[], options: Options = {}) {
  const { until, ...rest } = options;
  const on = [patterns].flat().map((pattern) => ({ registry, pattern }));
  const access = { kind: 'level', can, on, create: false, console: false, login: undefined, ...rest } as const;
  return compileGrant({ access, until });
}

function theDocument(compiled: ReturnType<typeof compileGrant>): PolicyDocument {
  if (!compiled.ok) throw new Error(compiled.problem);
  expect(compiled.documents).toHaveLength(1);
  return compiled.documents[0]!;
}

function problem(compiled: ReturnType<typeof compileGrant>): string {
  return compiled.ok ? 'no problem' : compiled.problem;
}

const statements = (list: Statement[], until?: string) =>
  compileGrant({ access: { kind: 'statements', statements: list }, until });

describe('the text that is sent', () => {
  it('is minified with one order of keys', () => {
    const document = theDocument(compile('pull', legacy, 'juzhong/*', { until: '2026-12-31T00:00:00Z' }));
    expect(formatDocument(document)).toBe(
      '{"Version":"1","Statement":[{"Effect":"Allow","Action":["cr:Get*","cr:List*","cr:PullRepository"],' +
        '"Resource":["acs:cr:cn-hangzhou:*:repository/juzhong/*"],' +
        '"Condition":{"DateLessThan":{"acs:CurrentTime":"2026-12-31T00:00:00Z"}}}]}',
    );
  });

  it('does not depend on the order of keys', () => {
    const statement = { Resource: '*', Condition: { Bool: { 'acs:MFAPresent': 'true' } }, NotAction: 'cr:*' };
    const document = { Statement: [{ ...statement, Effect: 'Deny' as const }], Version: '1' as const };
    expect(formatDocument(document)).toBe(
      '{"Version":"1","Statement":[{"Effect":"Deny","NotAction":"cr:*","Resource":"*",' +
        '"Condition":{"Bool":{"acs:MFAPresent":"true"}}}]}',
    );
  });
});

describe('raw statements', () => {
  it('keep their meaning, conditions and denials included', () => {
    const list: Statement[] = [
      { Effect: 'Allow', Action: ['cr:PutScan', 'cr:GetScan'], Resource: 'acs:cr:*:*:repository/a/*' },
      { Effect: 'Allow', Action: 'cr:PutScan', Resource: ['acs:cr:*:*:repository/b/*'] },
      {
        Effect: 'Deny',
        NotAction: ['cr:Get*', 'cr:List*'],
        Resource: ['*'],
        Condition: { NotIpAddress: { 'acs:SourceIp': ['192.0.2.0/24', '198.51.100.0/24'] } },
      },
    ];
    expect(sameMeaning(theDocument(statements(list)), { Version: '1', Statement: list })).toBe(true);
  });

  it('must be at least one', () => {
    expect(problem(statements([]))).toBe('the list of statements is empty');
  });
});

describe('until', () => {
  const end = '2026-12-31T00:00:00Z';
  const allow = (condition?: Statement['Condition']): Statement => ({
    Effect: 'Allow',
    Action: ['cr:GetScan'],
    Resource: ['*'],
    ...(condition === undefined ? {} : { Condition: condition }),
  });
  const conditionOf = (statement: Statement) => theDocument(statements([statement], end)).Statement[0]!.Condition;

  it('ends every statement of a level', () => {
    const document = theDocument(compile('full', prod, 'juzhong/nginx', { console: true, create: true, until: end }));
    expect(document.Statement.length).toBeGreaterThan(3);
    for (const { Condition } of document.Statement) {
      expect(Condition).toEqual({ DateLessThan: { 'acs:CurrentTime': end } });
    }
  });

  it('is added to the conditions that a statement has', () => {
    const other = { 'acs:SecureTransport': 'true' };
    expect(conditionOf(allow({ Bool: other }))).toEqual({ Bool: other, DateLessThan: { 'acs:CurrentTime': end } });
    expect(conditionOf(allow({ DateLessThan: { 'acs:Other': end } }))).toEqual({
      DateLessThan: { 'acs:CurrentTime': end, 'acs:Other': end },
    });
  });

  it.each([
    ['an earlier end stays', '2026-06-30T00:00:00Z', '2026-06-30T00:00:00Z'],
    ['a later end is replaced', '2027-06-30T00:00:00Z', end],
    ['a zone counts: this is earlier', '2026-12-31T07:59:00+08:00', '2026-12-31T07:59:00+08:00'],
    ['the same instant stays as it is written', '2026-12-31T08:00:00+08:00', '2026-12-31T08:00:00+08:00'],
    ['a zone counts: this is later', '2026-12-30T23:59-08:00', end],
    ['of alternatives the latest counts', ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'], end],
  ])('%s', (_name, own, expected) => {
    expect(conditionOf(allow({ DateLessThan: { 'acs:CurrentTime': own } }))).toEqual({
      DateLessThan: { 'acs:CurrentTime': expected },
    });
  });

  it('keeps alternatives that all end earlier', () => {
    const own = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
    expect(conditionOf(allow({ DateLessThan: { 'acs:CurrentTime': own } }))).toEqual({
      DateLessThan: { 'acs:CurrentTime': own },
    });
  });

  it('replaces an end under another spelling of the key instead of standing beside it', () => {
    expect(conditionOf(allow({ DateLessThan: { 'acs:currenttime': '2030-01-01T00:00:00Z' } }))).toEqual({
      DateLessThan: { 'acs:currenttime': end },
    });
  });

  it.each([
    ['no instant', { 'acs:CurrentTime': 'tomorrow' }],
    ['an instant that does not exist', { 'acs:CurrentTime': '2026-13-01T00:00:00Z' }],
    ['one of two is no instant', { 'acs:CurrentTime': ['2026-01-01T00:00:00Z', '${later}'] }],
    ['no value', { 'acs:CurrentTime': [] }],
    ['two spellings', { 'acs:CurrentTime': end, 'acs:currenttime': end }],
  ])('is refused beside an end that cannot be compared: %s', (_name, bounds) => {
    expect(problem(statements([allow({ DateLessThan: bounds })], end))).toContain('until cannot be combined');
  });

  it('does not end a Deny, which would give access back', () => {
    const deny: Statement = { Effect: 'Deny', Action: ['cr:*'], Resource: ['acs:cr:*:*:repository/a/*'] };
    const document = theDocument(statements([allow(), deny], end));
    expect(document.Statement.find(({ Effect }) => Effect === 'Deny')).toEqual(deny);
    expect(document.Statement.find(({ Effect }) => Effect === 'Allow')?.Condition).toBeDefined();
  });

  it('must be an instant with a zone', () => {
    expect(problem(statements([allow()], '2026-12-31'))).toContain('until "2026-12-31"');
    expect(problem(compile('pull', prod, '*', { until: 'never\n::error::' }))).toContain(
      String.raw`"never\n::error::"`,
    );
  });
});

describe('what cannot be compiled', () => {
  it.each(['', '/x', 'a/', 'a//b', 'a b', 'a/${x}', 'juzhong/*\n', 'a:b', 'ä/*'])('area %j', (pattern) => {
    expect(problem(compile('pull', prod, pattern))).toContain('is not REGISTRY:NAMESPACE');
  });

  it('no area', () => {
    expect(problem(compile('pull', prod, []))).toBe('the list of areas is empty');
  });

  it('creating by pushing without the right to push', () => {
    expect(problem(compile('pull', prod, 'a/*', { create: true }))).toContain('create needs can: push or full');
  });

  it.each(['*-team/app', 'te?m/*', 'team-?/*'])(
    'creating in namespaces that cannot be told from repositories: %s',
    (pattern) => {
      expect(problem(compile('push', prod, pattern, { create: true }))).toContain('also match repositories');
    },
  );

  it.each([
    [{ ...prod, instance: 'cri-*' }, 'is not an instance id'],
    [{ ...prod, instance: 'cri-a/b' }, 'is not an instance id'],
    [{ ...prod, region: '*' }, 'is not a region id'],
    [{ ...legacy, region: 'cn-*' }, 'is not a region id'],
  ])('registry %j', (registry, expected) => {
    expect(problem(compile('pull', registry as Registry, 'a/*'))).toContain(expected);
  });
});
