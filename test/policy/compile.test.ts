import { describe, expect, it } from 'vitest';
import type { Registry } from '../../src/policy/area.ts';
import { sameMeaning } from '../../src/policy/canonical.ts';
import { compileGrant } from '../../src/policy/compile.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import type { LevelAccess } from '../../src/policy/level-statements.ts';

const prod: Registry = { name: 'prod', edition: 'enterprise', instance: 'cri-prod0000000002', region: 'cn-hangzhou' };
const legacy: Registry = { name: 'legacy', edition: 'personal', region: 'cn-hangzhou' };
const everywhere: Registry = { name: 'legacy', edition: 'personal', region: '*' };

type Options = Partial<Pick<LevelAccess, 'create' | 'console' | 'login'>>;

function compile(can: LevelAccess['can'], registry: Registry, patterns: string | string[], options: Options = {}) {
  const on = [patterns].flat().map((pattern) => ({ registry, pattern }));
  const access = { kind: 'level', can, on, create: false, console: false, login: undefined, ...options } as const;
  return compileGrant({ access, until: undefined });
}

/** The statements of a grant that fits in one document, as lines `actions on resources`, shortened to what tests are about. */
function lines(...input: Parameters<typeof compile>): string[] {
  return theDocument(compile(...input)).Statement.map((statement) => {
    expect(Object.keys(statement)).toEqual(['Effect', 'Action', 'Resource']);
    expect(statement.Effect).toBe('Allow');
    const resources = [statement.Resource].flat().map((resource) => resource.replace(/^acs:cr:cn-hangzhou:\*:/, ''));
    return `${[statement.Action].flat().join(' ')} on ${resources.join(' ')}`;
  });
}

function theDocument(compiled: ReturnType<typeof compileGrant>): PolicyDocument {
  if (!compiled.ok) throw new Error(compiled.problem);
  expect(compiled.documents).toHaveLength(1);
  return compiled.documents[0]!;
}

describe('the scenarios of the vendor page come out with exactly their meaning', () => {
  const consoleStatement = { Action: ['cr:ListNamespace', 'cr:ListRepository'], Effect: 'Allow', Resource: ['*'] };
  const read = (region: string) => ({
    Action: ['cr:Get*', 'cr:List*', 'cr:PullRepository'],
    Effect: 'Allow',
    Resource: [`acs:cr:${region}:*:repository/juzhong/*`],
  });
  const repositoryFull = (region: string) => [
    { Action: ['cr:*'], Effect: 'Allow', Resource: [`acs:cr:${region}:*:repository/juzhong/nginx`] },
    { Action: ['cr:Get*', 'cr:List*'], Effect: 'Allow', Resource: [`acs:cr:${region}:*:repository/juzhong`] },
  ];
  const namespaceFull = (region: string) => ({
    Action: ['cr:*'],
    Effect: 'Allow',
    Resource: [`acs:cr:${region}:*:repository/juzhong`, `acs:cr:${region}:*:repository/juzhong/*`],
  });
  const document = (...list: object[]) => ({ Statement: list, Version: '1' });

  it.each([
    ['read access to a namespace, in every region', 'pull', everywhere, 'juzhong/*', document(read('*'))],
    ['read access to a namespace', 'pull', legacy, 'juzhong/*', document(read('cn-hangzhou'))],
    ['full access to a repository', 'full', legacy, 'juzhong/nginx', document(...repositoryFull('cn-hangzhou'))],
    ['full access to a repository, everywhere', 'full', everywhere, 'juzhong/nginx', document(...repositoryFull('*'))],
    ['full access to a namespace', 'full', legacy, 'juzhong/*', document(namespaceFull('cn-hangzhou'))],
  ] as const)('%s', (_name, can, registry, pattern, expected) => {
    expect(sameMeaning(theDocument(compile(can, registry, pattern)), expected)).toBe(true);
    const withConsole = { ...expected, Statement: [...expected.Statement, consoleStatement] };
    expect(sameMeaning(theDocument(compile(can, registry, pattern, { console: true })), withConsole)).toBe(true);
    expect(sameMeaning(theDocument(compile(can, registry, pattern, { console: true })), expected)).toBe(false);
  });
});

describe('levels on Enterprise Edition', () => {
  const id = 'repository/cri-prod0000000002';
  const login = 'cr:GetAuthorizationToken on *';

  it.each([
    ['pull', 'juzhong/*', {}, [`cr:Get* cr:List* cr:PullRepository on ${id}/juzhong/*`, login]],
    ['pull', 'juzhong/nginx', {}, [`cr:Get* cr:List* cr:PullRepository on ${id}/juzhong/nginx`, login]],
    ['pull', 'juzhong/web/api', {}, [`cr:Get* cr:List* cr:PullRepository on ${id}/juzhong/web/api`, login]],
    ['pull', 'juzhong', {}, [`cr:Get* cr:List* cr:PullRepository on ${id}/juzhong`, login]],
    ['pull', '*', { login: false }, [`cr:Get* cr:List* cr:PullRepository on ${id}/*`]],
    ['pull', 'te?m*/x', { login: false }, [`cr:Get* cr:List* cr:PullRepository on ${id}/te?m*/x`]],
    ['push', 'juzhong/*', {}, [`cr:Get* cr:List* cr:PullRepository cr:PushRepository on ${id}/juzhong/*`, login]],
    [
      'push',
      'juzhong/*',
      { create: true },
      [
        `cr:CreateRepository on ${id}/juzhong`,
        `cr:Get* cr:List* cr:PullRepository cr:PushRepository on ${id}/juzhong/*`,
        login,
      ],
    ],
    [
      'push',
      'team-*/api',
      { create: true, login: false },
      [
        `cr:CreateRepository on ${id}/team-*`,
        `cr:Get* cr:List* cr:PullRepository cr:PushRepository on ${id}/team-*/api`,
      ],
    ],
    [
      'push',
      '*',
      { create: true, login: false },
      [`cr:CreateRepository cr:Get* cr:List* cr:PullRepository cr:PushRepository on ${id}/*`],
    ],
    ['full', 'juzhong/nginx', {}, [`cr:* on ${id}/juzhong/nginx`, `cr:Get* cr:List* on ${id}/juzhong`, login]],
    [
      'full',
      'juzhong/nginx',
      { create: true, login: false },
      [`cr:* on ${id}/juzhong/nginx`, `cr:CreateRepository cr:Get* cr:List* on ${id}/juzhong`],
    ],
    ['full', 'juzhong/*', { create: true, login: false }, [`cr:* on ${id}/juzhong ${id}/juzhong/*`]],
    ['full', 'juzhong/web/*', { login: false }, [`cr:* on ${id}/juzhong/web/*`, `cr:Get* cr:List* on ${id}/juzhong`]],
    ['full', 'juzhong', { login: false }, [`cr:* on ${id}/juzhong`]],
    ['full', 'juzhong*', { login: false }, [`cr:* on ${id}/juzhong*`]],
    [
      'full',
      '*',
      { login: false },
      [`cr:* on chart/cri-prod0000000002 chart/cri-prod0000000002/* instance/cri-prod0000000002 ${id} ${id}/*`],
    ],
  ] as const)('%s on prod:%s with %j', (can, pattern, options, expected) => {
    expect(lines(can, prod, pattern, options)).toEqual(expected);
  });

  it('lists this instance, its namespaces and repositories for the console', () => {
    expect(lines('pull', prod, 'juzhong/*', { console: true })).toEqual([
      `cr:Get* cr:List* cr:PullRepository on ${id}/juzhong/*`,
      'cr:GetAuthorizationToken cr:ListInstance cr:ListNamespace on *',
      'cr:GetInstance* cr:ListInstance* on instance/cri-prod0000000002',
      `cr:ListRepository on ${id}/*`,
    ]);
  });

  it('never reads other repositories through a namespace with wildcards', () => {
    expect(lines('full', prod, 'team-*/app', { login: false })).toEqual([`cr:* on ${id}/team-*/app`]);
    expect(lines('full', prod, '*-team/*', { login: false })).toEqual([`cr:* on ${id}/*-team/*`]);
    expect(lines('full', prod, 'te?m/*', { login: false })).toEqual([`cr:* on ${id}/te?m/*`]);
    expect(lines('full', prod, 'team-*/*', { login: false })).toEqual([`cr:* on ${id}/team-* ${id}/team-*/*`]);
  });

  it('keeps one strong statement where two areas of a grant give the same resource', () => {
    expect(lines('full', prod, ['juzhong/nginx', 'juzhong/*'], { login: false })).toEqual([
      `cr:* on ${id}/juzhong ${id}/juzhong/* ${id}/juzhong/nginx`,
    ]);
  });

  it('reads a run of stars as one star', () => {
    expect(compile('full', prod, '**')).toEqual(compile('full', prod, '*'));
    expect(compile('full', prod, 'juzhong/***')).toEqual(compile('full', prod, 'juzhong/*'));
  });
});

describe('levels on Personal Edition', () => {
  it.each([
    ['pull', 'juzhong/*', {}, ['cr:Get* cr:List* cr:PullRepository on repository/juzhong/*']],
    [
      'pull',
      'juzhong/*',
      { login: true },
      ['cr:Get* cr:List* cr:PullRepository on repository/juzhong/*', 'cr:GetAuthorizationToken on *'],
    ],
    ['push', 'juzhong/nginx', {}, ['cr:Get* cr:List* cr:PullRepository cr:PushRepository on repository/juzhong/nginx']],
    [
      'push',
      'juzhong/*',
      { create: true },
      [
        'cr:CreateRepository cr:Get* cr:List* cr:PullRepository cr:PushRepository on repository/juzhong/*',
        'cr:CreateRepository on repository/juzhong',
      ],
    ],
    ['full', 'juzhong/nginx', {}, ['cr:* on repository/juzhong/nginx', 'cr:Get* cr:List* on repository/juzhong']],
    ['full', 'juzhong/*', {}, ['cr:* on repository/juzhong repository/juzhong/*']],
    ['full', '*', {}, ['cr:* on repository/*']],
    [
      'full',
      'juzhong/*',
      { console: true, login: true },
      [
        'cr:* on repository/juzhong repository/juzhong/*',
        'cr:GetAuthorizationToken cr:ListNamespace cr:ListRepository on *',
      ],
    ],
  ] as const)('%s on legacy:%s with %j', (can, pattern, options, expected) => {
    expect(lines(can, legacy, pattern, options)).toEqual(expected);
  });

  it('gives login when an area of Enterprise Edition stands beside it', () => {
    const on = [
      { registry: legacy, pattern: 'juzhong/*' },
      { registry: prod, pattern: 'juzhong/*' },
    ];
    const access = { kind: 'level', can: 'pull', on, create: false, console: false, login: undefined } as const;
    const actions = theDocument(compileGrant({ access, until: undefined })).Statement.flatMap(({ Action }) => Action);
    expect(actions).toContain('cr:GetAuthorizationToken');
  });
});
