import { describe, expect, it } from 'vitest';
import type { Registry } from '../../src/policy/area.ts';
import { buildArn, parseArn, registryProblem } from '../../src/policy/arn.ts';

const prod: Registry = { name: 'prod', edition: 'enterprise', instance: 'cri-0123456789abcdef', region: 'cn-hangzhou' };
const legacy: Registry = { name: 'legacy', edition: 'personal', region: '*' };

describe('buildArn', () => {
  it('puts the instance id in front for Enterprise Edition only', () => {
    expect(buildArn(prod, 'repository', 'juzhong/*')).toBe(
      'acs:cr:cn-hangzhou:*:repository/cri-0123456789abcdef/juzhong/*',
    );
    expect(buildArn(legacy, 'repository', 'juzhong/*')).toBe('acs:cr:*:*:repository/juzhong/*');
  });

  it('names the instance itself without a path', () => {
    expect(buildArn(prod, 'instance', '')).toBe('acs:cr:cn-hangzhou:*:instance/cri-0123456789abcdef');
    expect(buildArn(prod, 'chart', '')).toBe('acs:cr:cn-hangzhou:*:chart/cri-0123456789abcdef');
  });
});

describe('registryProblem', () => {
  it('accepts an instance in a region, and Personal Edition in one or every region', () => {
    expect(registryProblem(prod)).toBeUndefined();
    expect(registryProblem(legacy)).toBeUndefined();
    expect(registryProblem({ ...legacy, region: 'ap-southeast-1' })).toBeUndefined();
  });

  it('refuses what would reach past the registry', () => {
    expect(registryProblem({ ...prod, region: '*' })).toContain('region "*"');
    expect(registryProblem({ ...prod, region: 'cn-hangzhou:*' })).toContain('region');
    expect(registryProblem({ ...prod, instance: '*' })).toContain('instance "*"');
  });
});

describe('parseArn', () => {
  const none = { instance: undefined, namespace: undefined, repository: undefined };

  it.each([
    ['repository/cri-1/ns/a/b', { type: 'repository', instance: 'cri-1', namespace: 'ns', repository: 'a/b' }],
    ['repository/cri-1/ns', { ...none, type: 'repository', instance: 'cri-1', namespace: 'ns' }],
    ['repository/cri-1', { ...none, type: 'repository', instance: 'cri-1' }],
    ['repository/ns/a', { ...none, type: 'repository', namespace: 'ns', repository: 'a' }],
    ['repository/*', { ...none, type: 'repository', namespace: '*' }],
    ['instance/*', { ...none, type: 'instance', instance: '*' }],
    ['chart/cri-1/ns/a', { type: 'chart', instance: 'cri-1', namespace: 'ns', repository: 'a' }],
    ['*', { ...none, type: '*' }],
    ['', { ...none, type: '' }],
  ])('takes %j apart', (rest, expected) => {
    expect(parseArn(`acs:cr:cn-hangzhou:1234567890123456:${rest}`)).toEqual({
      region: 'cn-hangzhou',
      account: '1234567890123456',
      ...expected,
    });
  });

  it('takes apart what buildArn made', () => {
    expect(parseArn(buildArn(prod, 'repository', 'ns/a/b'))).toEqual({
      region: 'cn-hangzhou',
      account: '*',
      type: 'repository',
      instance: 'cri-0123456789abcdef',
      namespace: 'ns',
      repository: 'a/b',
    });
  });

  it.each(['*', 'acs:*', 'acs:ecs:cn-hangzhou:*:instance/i', 'acs:cr:cn-hangzhou', ' acs:cr:*:*:*'])(
    'does not know %j',
    (text) => {
      expect(parseArn(text)).toBeUndefined();
    },
  );
});
