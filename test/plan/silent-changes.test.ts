import { describe, expect, it } from 'vitest';
import { planOf, steps, type World } from '../support/world.ts';
import { allow, deny, onProd, rowsOf, silentText } from './access-rows.ts';

const PULL = allow([['cr:Get*', 'cr:List*', 'cr:PullRepository'], onProd('team/*')]);
const PUSH = allow([['cr:Get*', 'cr:List*', 'cr:PullRepository', 'cr:PushRepository'], onProd('team/*')]);
const READ = 'grants:\n  read: { can: pull, login: false, on: prod:team/*, to: user:alice }\n';
const NONE = 'grants: {}\nsettings: { limits: { removals: 100, removalPercent: 100 } }\n';
const HELD: World = { owned: { 'acr-access-read': PULL } };

describe('changes that take or rewrite and leave access as it is', () => {
  const two = (grants: string): string => `${NONE.replace('grants: {}', `grants:\n${grants}`)}`;
  const keep = '  keep: { can: pull, login: false, on: prod:team/*, to: user:alice }\n';
  const key = 'attachment/user:alice/Custom/acr-access-read/account';

  it('names the policy that still grants it', () => {
    const world: World = {
      users: ['alice'],
      owned: { 'acr-access-read': PULL, 'acr-access-keep': PULL },
      attached: ['user:alice acr-access-read', 'user:alice acr-access-keep'],
    };
    expect(silentText(planOf(two(keep), world).report)).toEqual([
      `${key} revokes-nothing user:alice still-granted acr-access-keep`,
    ]);
  });

  it('names the group and the system policy that still grant it', () => {
    const world: World = {
      ...HELD,
      users: ['alice'],
      groups: { ops: ['alice'] },
      others: [{ name: 'AdministratorAccess', type: 'System', document: allow(['*', '*']) }],
      attached: ['user:alice acr-access-read', 'group:ops AdministratorAccess'],
    };
    expect(silentText(planOf(NONE, world).report)).toEqual([
      `${key} revokes-nothing user:alice still-granted group:ops → System/AdministratorAccess`,
    ]);
  });

  it('does not say so of two ways that both go', () => {
    const world: World = {
      users: ['alice'],
      owned: { 'acr-access-read': PULL, 'acr-access-too': PULL },
      attached: ['user:alice acr-access-read', 'user:alice acr-access-too'],
    };
    const { report } = planOf(NONE, world);
    expect(silentText(report)).toEqual([]);
    expect(report.losses).toBe(1);
  });

  it('says of each detach what it does, whatever else its principal loses', () => {
    const world: World = {
      users: ['alice'],
      owned: { 'acr-access-read': PULL, 'acr-access-keep': PULL, 'acr-access-gone': allow(['cr:*', onProd('x/*')]) },
      attached: ['read', 'keep', 'gone'].map((name) => `user:alice acr-access-${name}`),
    };
    const { report } = planOf(two(keep), world);
    expect(report.losses).toBe(1);
    expect(silentText(report)).toEqual([`${key} revokes-nothing user:alice still-granted acr-access-keep`]);
  });

  it('says so of policies and groups that give no access to images', () => {
    const world: World = {
      users: ['alice'],
      groups: { dev: ['alice'] },
      owned: { 'acr-access-read': allow(['cr:PullRepository', 'acs:cr:cn-beijing:*:repository/cri-gone/x']) },
      attached: ['user:alice acr-access-read'],
    };
    expect(silentText(planOf(`groups: { dev: { members: [] } }\n${NONE}`, world).report)).toEqual([
      `${key} revokes-nothing user:alice no-access`,
      'membership/dev/alice revokes-nothing user:alice no-access',
    ]);
  });

  it('does not say so of a Deny that goes', () => {
    const world: World = {
      users: ['alice'],
      owned: { 'acr-access-read': deny('cr:*', '*') },
      others: [{ name: 'by-hand', document: PULL }],
      attached: ['user:alice acr-access-read', 'user:alice by-hand'],
    };
    const { report } = planOf(NONE, world);
    expect(silentText(report)).toEqual([]);
    expect(rowsOf(report)).toEqual(['+ user:alice pull prod:team/* (policy/acr-access-read)']);
    expect(report.access[0]!.gained[0]!.cause).toBe('detached');
  });

  it('calls a text that gives the same access identical', () => {
    const spelled = allow(
      [['cr:Get*', 'cr:List*', 'cr:PullRepository'], onProd('team/*')],
      ['cr:GetScan', onProd('team/a')],
    );
    const world: World = {
      users: ['alice'],
      owned: { 'acr-access-read': spelled },
      attached: ['user:alice acr-access-read'],
    };
    const plan = planOf(READ, world);
    expect(steps(plan)).toEqual(['update policy/acr-access-read']);
    expect(plan.report.access).toEqual([]);
    expect(silentText(plan.report)).toEqual(['policy/acr-access-read access-identical']);
  });

  it('does not call it identical for who becomes its holder', () => {
    const world: World = {
      users: ['alice', 'bob'],
      owned: { 'acr-access-read': PUSH },
      attached: ['user:bob acr-access-read'],
    };
    expect(silentText(planOf(READ.replace('user:alice', '[user:alice, user:bob]'), world).report)).toEqual([]);
  });
});
