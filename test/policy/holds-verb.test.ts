import { describe, expect, it } from 'vitest';
import type { RegistryArea } from '../../src/policy/area.ts';
import type { AttachedDocument } from '../../src/policy/evaluate.ts';
import { gainsVerb, holdsEverything, holdsVerb } from '../../src/policy/holds-verb.ts';
import type { Verb } from '../../src/policy/verbs.ts';
import { attach, WORLD } from './access/support.ts';

const REPOSITORY = 'acs:cr:*:*:repository/cri-a/';
const allow = (actions: unknown, resources: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...more,
});
const areaOf = (pattern: string): RegistryArea => ({
  registry: { name: 'main', edition: 'enterprise', instance: 'cri-a', region: 'cn-hangzhou' },
  pattern,
});
const ask = (verb: Verb, pattern: string, ...attached: readonly AttachedDocument[]) => {
  const { some, every } = holdsVerb(attached, verb, areaOf(pattern), WORLD);
  return [some.answer, every.answer];
};

describe('whether a verb is held in an area', () => {
  it('tells some from every', () => {
    const pull = attach([allow('cr:PullRepository', `${REPOSITORY}prod/*`)]);
    expect(ask('pull', 'prod/*', pull)).toEqual(['yes', 'yes']);
    expect(ask('pull', 'prod/api', pull)).toEqual(['yes', 'yes']);
    expect(ask('pull', '*', pull)).toEqual(['yes', 'no']);
    expect(ask('pull', 'dev/*', pull)).toEqual(['no', 'no']);
  });

  it('names a request that shows it', () => {
    const pull = attach([allow('cr:PullRepository', `${REPOSITORY}prod/*`)]);
    const { some, every } = holdsVerb([pull], 'pull', areaOf('prod*'), WORLD);
    const prefix = 'acs:cr:cn-hangzhou:1234567890123456:repository/cri-a/';
    expect(some.witness).toEqual({ action: 'cr:PullRepository', resource: `${prefix}prod/x` });
    expect(every.witness?.action).toBe('cr:PullRepository');
    expect(every.witness?.resource.startsWith(`${prefix}prod`)).toBe(true);
    expect(every.witness?.resource.startsWith(`${prefix}prod/`)).toBe(false);
  });

  it('needs push and pull on the same repository to push', () => {
    const push = allow('cr:PushRepository', `${REPOSITORY}prod/*`);
    expect(ask('push', 'prod/*', attach([push]))).toEqual(['no', 'no']);
    expect(ask('push', 'prod/*', attach([push, allow('cr:PullRepository', `${REPOSITORY}dev/*`)]))).toEqual([
      'no',
      'no',
    ]);
    expect(ask('push', 'prod/*', attach([push, allow('cr:Pull*', `${REPOSITORY}*/api`)]))).toEqual(['yes', 'no']);
    expect(ask('push', 'prod/*', attach([push, allow('cr:Pull*', '*')]))).toEqual(['yes', 'yes']);
  });

  it('asks for the console list on the account and in the namespaces', () => {
    const onStar = allow(['cr:ListInstance', 'cr:ListNamespace'], '*');
    expect(ask('list', 'prod/*', attach([onStar]))).toEqual(['no', 'no']);
    expect(ask('list', 'prod/*', attach([onStar, allow('cr:ListRepository', `${REPOSITORY}prod/*`)]))).toEqual([
      'yes',
      'yes',
    ]);
  });

  it('logs in everywhere or nowhere', () => {
    expect(ask('login', 'prod/*', attach([allow('cr:GetAuthorizationToken', '*')]))).toEqual(['yes', 'yes']);
    expect(ask('login', 'prod/*', attach([allow('cr:GetAuthorizationToken', `${REPOSITORY}*`)]))).toEqual(['no', 'no']);
  });

  it('creates repositories in a namespace that the area reaches into', () => {
    const create = attach([allow('cr:CreateRepository', `${REPOSITORY}prod`)]);
    expect(ask('create', 'prod/*', create)).toEqual(['yes', 'yes']);
    expect(ask('create', 'prod*', create)).toEqual(['yes', 'no']);
    expect(ask('create', 'dev/*', create)).toEqual(['no', 'no']);
  });

  it('takes the endpoints of an instance for part of the whole instance only', () => {
    const network = attach([allow('cr:*', '*')]);
    expect(ask('network', '*', network)).toEqual(['yes', 'yes']);
    expect(ask('network', 'prod/*', network)).toEqual(['no', 'no']);
  });

  it('sees an administrator through any pattern that covers unlisted actions', () => {
    expect(ask('admin', 'prod/*', attach([allow('cr:*', `${REPOSITORY}prod/api`)]))).toEqual(['yes', 'no']);
    expect(ask('admin', 'prod/*', attach([allow(['cr:Get*', 'cr:P*'], '*')]))).toEqual(['no', 'no']);
  });

  it('counts what a condition allows as some, with the context, and not as every', () => {
    const condition = { Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } };
    const attached = attach([allow('cr:PullRepository', '*', condition)]);
    const { some, every } = holdsVerb([attached], 'pull', areaOf('prod/*'), WORLD);
    expect(some).toMatchObject({ answer: 'yes', witness: { context: { 'acs:SourceIp': '10.0.0.0' } } });
    expect(every.answer).toBe('no');
  });

  it('is unknown where the documents leave it open', () => {
    const broken = attach([{ ...allow('cr:PullRepository', '*'), Sid: 'x' }]);
    expect(ask('pull', 'prod/*', broken)).toEqual(['unknown', 'unknown']);
    const disputed = attach([{ ...allow('cr:*', '*'), Effect: 'Deny' }], { scope: 'rg-a' });
    expect(ask('pull', 'prod/*', attach([allow('cr:*', '*')]), disputed)).toEqual(['unknown', 'unknown']);
  });

  it('is unknown when the work limit is reached', () => {
    const hostile = attach([allow('cr:PullRepository', `${REPOSITORY}${'*a'.repeat(200)}`)]);
    const { some, every } = holdsVerb([hostile], 'pull', areaOf(`*b${'*a'.repeat(150)}`), WORLD, { left: 50 });
    expect([some.answer, every.answer]).toEqual(['unknown', 'unknown']);
  });

  it('asks every Personal Edition for the area of all regions, and none for another', () => {
    const pull = attach([allow('cr:PullRepository', 'acs:cr:*:*:repository/team/*')]);
    const personal = (region: string) => ({
      registry: { name: 'p', edition: 'personal', region } as const,
      pattern: 'team/*',
    });
    expect(holdsVerb([pull], 'pull', personal('*'), WORLD).every.answer).toBe('yes');
    expect(holdsVerb([pull], 'pull', personal('cn-beijing'), WORLD).some.answer).toBe('yes');
    expect(holdsVerb([pull], 'pull', personal('cn-shenzhen'), WORLD).some.answer).toBe('no');
  });
});

describe('whether everything is held in an area', () => {
  const ask = (pattern: string, ...attached: readonly AttachedDocument[]) =>
    holdsEverything(attached, areaOf(pattern), WORLD).answer;

  it('asks for every action, those that no list knows too', () => {
    expect(ask('prod/*', attach([allow('cr:*', `${REPOSITORY}prod/*`)]))).toBe('yes');
    expect(ask('prod/*', attach([allow(['cr:P*', 'cr:Delete*'], `${REPOSITORY}prod/*`)]))).toBe('no');
    expect(ask('*', attach([allow('cr:*', `${REPOSITORY}prod/*`)]))).toBe('no');
  });

  it('asks a namespace on itself', () => {
    expect(ask('prod', attach([allow('cr:*', `${REPOSITORY}prod`)]))).toBe('yes');
    expect(ask('prod', attach([allow('cr:*', `${REPOSITORY}prod/*`)]))).toBe('no');
  });
});

describe('whether a verb is gained in an area', () => {
  const ask = (verb: Verb, before: readonly object[], after: readonly object[]) =>
    gainsVerb({ before: [attach(before)], after: [attach(after)] }, verb, areaOf('prod/*'), WORLD).answer;
  const push = allow('cr:PushRepository', `${REPOSITORY}prod/*`);
  const pull = (rest: string) => allow('cr:PullRepository', REPOSITORY + rest);

  it('counts what is allowed after and not before', () => {
    expect(ask('pull', [pull('prod/a')], [pull('prod/*')])).toBe('yes');
    expect(ask('pull', [pull('prod/*')], [pull('prod/a')])).toBe('no');
    expect(ask('pull', [], [pull('dev/*')])).toBe('no');
  });

  it('counts a verb of several actions when one of them is new and all are allowed', () => {
    expect(ask('push', [push], [push, pull('prod/a')])).toBe('yes');
    expect(ask('push', [pull('prod/a')], [pull('prod/a')])).toBe('no');
    expect(ask('push', [], [push, pull('dev/*')])).toBe('no');
  });
});
