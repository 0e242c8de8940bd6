import { describe, expect, it } from 'vitest';
import type { AttachedDocument } from '../../src/policy/evaluate.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import { globMatch, globMatchIgnoringCase } from '../../src/policy/glob.ts';
import { attach, decide, side } from './access/support.ts';

const PULL = 'cr:PullRepository';
const API = 'acs:cr:cn-hangzhou:1234567890123456:repository/cri-a/prod/api';
const allow = { Effect: 'Allow', Action: 'cr:*', Resource: '*' };
const deny = { ...allow, Effect: 'Deny' };
const on = (resource: string, ...attached: readonly AttachedDocument[]) =>
  decide(side(...attached), { action: PULL, resource });
const asked = (...attached: readonly AttachedDocument[]) => on(API, ...attached);
const when = (statement: object, operator: string, values: unknown, key = 'acs:MFAPresent') => ({
  ...statement,
  Condition: { [operator]: { [key]: values } },
});

describe('documents that break the grammar', () => {
  const broken = (statement: object) => attach([{ ...statement, Sid: 'x' }]);

  it('leaves open what they could decide, and nothing else', () => {
    expect(asked(broken(allow))).toBe('unknown');
    expect(asked(attach([allow]), broken(deny))).toBe('unknown');
    expect(asked(broken({ ...allow, Action: 'cr:Push*' }))).toBe('implicit-deny');
    expect(asked(broken({ ...allow, Resource: 'acs:cr:*:*:instance/*' }))).toBe('implicit-deny');
    expect(asked(attach([deny]), broken(allow))).toBe('explicit-deny');
  });

  it('denies implicitly where only a Deny is open', () => {
    expect(asked(broken(deny))).toBe('implicit-deny');
  });

  it('takes an effect that cannot be read for either', () => {
    expect(asked(broken({ ...allow, Effect: 'allow' }))).toBe('unknown');
    expect(asked(attach([allow]), broken({ ...allow, Effect: 'deny' }))).toBe('unknown');
  });

  it('is unknown for a document that was not read', () => {
    expect(asked({ ...attach([]), document: undefined })).toBe('unknown');
  });

  it('is unknown, not conditional, where context and documents are both open', () => {
    expect(asked(broken(when(allow, 'Bool', 'true')))).toBe('unknown');
    expect(asked(attach([when(allow, 'Bool', 'true')]), broken(deny))).toBe('unknown');
  });
});

describe('context that is not given', () => {
  it('does not matter where it comes to the same', () => {
    const range = (operator: string) => when(allow, operator, '10.0.0.0/8', 'acs:SourceIp');
    expect(asked(attach([range('IpAddress'), range('NotIpAddress')]))).toBe('allow');
    expect(asked(attach([when(allow, 'Bool', 'true'), when(deny, 'Bool', 'true')]))).toBe('implicit-deny');
    const secure = (value: string) => when(deny, 'Bool', value, 'acs:SecureTransport');
    expect(asked(attach([allow, secure('true'), secure('false')]))).toBe('explicit-deny');
  });

  it('is conditional where a key can be absent', () => {
    expect(asked(attach([when(allow, 'Bool', 'true'), when(allow, 'Bool', 'false')]))).toBe('conditional');
  });

  it('is unknown where an operator is not documented or its values cannot be read', () => {
    expect(asked(attach([when(allow, 'BoolIfExists', 'true')]))).toBe('unknown');
    expect(asked(attach([when(allow, 'IpAddress', 'here', 'acs:SourceIp')]))).toBe('unknown');
  });

  it('is still answered when there are more contexts than are looked at', () => {
    const many = Array.from({ length: 12 }, (_, at) => when(allow, 'Bool', 'true', `acs:Key${at}`));
    expect(asked(attach(many))).toBe('conditional');
    expect(asked(attach([...many, deny]))).toBe('explicit-deny');
  });

  it('leaves the dispute of account and resource group open when the account allows under a condition', () => {
    expect(asked(attach([when(allow, 'Bool', 'true')]), attach([deny], { scope: 'rg-a' }))).toBe('unknown');
  });
});

describe('scopes', () => {
  const grouped = attach([allow], { scope: 'rg-a' });

  it('knows the group of an instance, and that Personal Edition is in none', () => {
    expect(asked(grouped)).toBe('allow');
    expect(on('acs:cr:cn-beijing:1234567890123456:repository/cri-b/prod/api', grouped)).toBe('implicit-deny');
    expect(on('acs:cr:cn-beijing:1234567890123456:repository/team/api', grouped)).toBe('implicit-deny');
  });

  it.each([
    'acs:cr:cn-shanghai:1234567890123456:repository/team/api',
    'acs:cr:cn-hangzhou:9999999999999999:repository/cri-a/prod/api',
    'acs:oss:*:*:bucket',
  ])('does not know the group of %s', (resource) => {
    expect(on(resource, grouped)).toBe('unknown');
  });
});

describe('the ARN of everything, on *', () => {
  it.each([
    ['acs:cr:*:*:*', 'unknown'],
    ['acs:cr:cn-hangzhou:123:*', 'unknown'],
    ['acs:*', 'unknown'],
    ['acs:c?:*', 'unknown'],
    ['acs:ecs:*:*:*', 'implicit-deny'],
    ['acs:cr:*:*:repository/*', 'implicit-deny'],
    ['acs:cr:*:*:*/*', 'implicit-deny'],
    ['acs:cr:*:*:x:*', 'implicit-deny'],
    ['acs:cr:*:*:instance/cri-a', 'implicit-deny'],
  ])('%s: %s', (resource, decision) => {
    expect(on('*', attach([{ ...allow, Resource: resource }]))).toBe(decision);
  });

  it('holds for other services and for texts that are no action', () => {
    const ram = attach([{ Effect: 'Allow', Action: 'ram:*', Resource: 'acs:ram:*:*:*' }]);
    const world = { resourceGroupOf: () => undefined };
    expect(evaluate([ram], { action: 'ram:ListUsers', resource: '*' }, world).decision).toBe('unknown');
    expect(evaluate([ram], { action: 'ram:GetUser', resource: 'acs:ram:*:1:user/a' }, world).decision).toBe('allow');
    expect(evaluate([ram], { action: 'odd', resource: '*' }, world).decision).toBe('implicit-deny');
  });
});

describe('reasons', () => {
  it('names every statement that matches or may match, and why it is open', () => {
    const attached = [
      attach([{ ...allow, Action: 'cr:List*' }, allow], { policy: 'a', via: ['group:devs'] }),
      attach([when(deny, 'Bool', 'true')], { policy: 'b', type: 'System' }),
    ];
    const { reasons } = evaluate(attached, { action: PULL, resource: API }, { resourceGroupOf: () => undefined });
    expect(reasons).toEqual([
      {
        policy: 'a',
        type: 'Custom',
        scope: 'account',
        via: ['group:devs'],
        statement: 2,
        effect: 'Allow',
        match: 'yes',
      },
      {
        policy: 'b',
        type: 'System',
        scope: 'account',
        via: [],
        statement: 1,
        effect: 'Deny',
        match: 'maybe',
        why: 'depends on acs:MFAPresent',
      },
    ]);
  });
});

describe('wildcards', () => {
  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['a*', 'a', true],
    ['*a*b', 'xaxaxb', true],
    ['a?c', 'a/c', true],
    ['a?', 'a', false],
    ['?', '😀', true],
    ['??', '😀', false],
    ['*?', '😀', true],
    ['*b', 'a😀b', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['A', 'a', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(globMatch(pattern, text)).toBe(expected);
  });

  it('folds ASCII letters of actions and no others', () => {
    expect(globMatchIgnoringCase('CR:pull*', 'cr:PullRepository')).toBe(true);
    expect(globMatchIgnoringCase('cr:Getk', 'cr:Get\u212a')).toBe(false);
  });

  it('ends for patterns that never end as regular expressions', () => {
    expect(globMatch(`${'*a'.repeat(40)}b`, 'a'.repeat(5000))).toBe(false);
  });
});
