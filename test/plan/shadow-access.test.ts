import { describe, expect, it } from 'vitest';
import { ownershipTags } from '../../src/state/ownership.ts';
import { planOf, type World } from '../support/world.ts';
import { allow, deny, onProd, shadowText } from './access-rows.ts';

const PULL = allow(['cr:PullRepository', onProd('team/*')]);
const FILE = 'grants:\n  read: { can: pull, login: false, on: prod:team/*, to: user:alice }\n';
const FULL = { name: 'AliyunContainerRegistryFullAccess', type: 'System', document: allow(['cr:*', '*']) } as const;
/** Shadow access that a verb stands for. */
const shadow = (world: World, file = FILE) =>
  shadowText(planOf(file, { users: ['alice', 'bob'], ...world }).report).filter((row) => !/ {2}/.test(row));

describe('access that does not come from the file', () => {
  it('is nobody’s when the file gives all that there is', () => {
    expect(shadow({ owned: { 'acr-access-read': PULL }, attached: ['user:alice acr-access-read'] })).toEqual([]);
  });

  it('is shown for users and roles, through groups too, changed or not', () => {
    const world: World = {
      roles: ['ci'],
      groups: { dev: ['bob'] },
      others: [{ name: 'by-hand', document: PULL }],
      attached: ['role:ci by-hand', 'group:dev by-hand'],
    };
    expect(shadow(world, 'grants: {}\n')).toEqual([
      'user:bob pull prod:team/* (group:dev policy/by-hand)',
      'role:ci pull prod:team/* (policy/by-hand)',
    ]);
  });

  it('of an administrator is everything everywhere', () => {
    const admin = { name: 'AdministratorAccess', type: 'System', document: allow(['*', '*']) } as const;
    const rows = shadow({ others: [admin], attached: ['user:bob AdministratorAccess'] });
    expect(rows.every((row) => row.endsWith('(policy/System/AdministratorAccess)'))).toBe(true);
    expect(rows.map((row) => row.split(' ').slice(1, 3).join(' '))).toEqual(
      expect.arrayContaining([
        'admin,list,login *',
        'admin,delete,push,create,pull,list prod:*',
        'admin,delete,push,create,pull,list legacy:*',
        'admin,network prod',
      ]),
    );
  });

  it('is only what the file does not give as well', () => {
    const world: World = {
      owned: { 'acr-access-read': PULL },
      others: [{ name: 'by-hand', document: allow([['cr:PullRepository', 'cr:PushRepository'], onProd('team/*')]) }],
      attached: ['user:alice acr-access-read', 'user:alice by-hand'],
    };
    expect(shadow(world)).toEqual(['user:alice push prod:team/* (policy/by-hand)']);
  });

  it('is not what a Deny takes back', () => {
    const world: World = {
      others: [
        { name: 'by-hand', document: PULL },
        { name: 'stop', document: deny('cr:*', '*') },
      ],
      attached: ['user:bob by-hand', 'user:bob stop'],
    };
    expect(shadow(world)).toEqual([]);
  });

  it('is not what has ended', () => {
    const [statement] = PULL.Statement;
    const Condition = { DateLessThan: { 'acs:CurrentTime': '2020-01-01T00:00:00Z' } };
    const document = { Version: '1', Statement: [{ ...statement, Condition }] };
    expect(shadow({ others: [{ name: 'by-hand', document }], attached: ['user:bob by-hand'] })).toEqual([]);
  });

  it('comes from the policies of another file', () => {
    const tags = ownershipTags('org/other:acr-access.yaml');
    const world: World = {
      others: [{ name: 'acr-access-theirs', document: PULL, tags }],
      attached: ['user:bob acr-access-theirs'],
    };
    expect(shadow(world)).toEqual(['user:bob pull prod:team/* (policy/acr-access-theirs)']);
  });

  it.each([
    ['a system policy', { others: [FULL], attached: ['user:bob AliyunContainerRegistryFullAccess'] }],
    ['a policy of the file', { owned: { 'acr-access-read': PULL }, attached: ['user:bob acr-access-read'] }],
  ] satisfies [string, World][])('is what an ignored principal holds by hand: %s', (_what, world) => {
    const rows = shadow(world, `${FILE}settings: { ignore: ["user:bob"] }\n`);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.startsWith('user:bob '))).toBe(true);
  });

  it.each([
    ['user:alice', 0],
    ['user:bob', 1],
  ])('with `report` counts the system policies of %s as the file asks for them', (principal, people) => {
    const file =
      'grants:\n  all: { policy: AliyunContainerRegistryFullAccess, to: user:alice }\nsettings: { systemPolicies: report }\n';
    const world: World = { others: [FULL], attached: [`${principal} AliyunContainerRegistryFullAccess`] };
    expect(new Set(shadow(world, file).map((row) => row.split(' ')[0])).size).toBe(people);
  });

  it('is unknown where the document cannot be read', () => {
    const world: World = { others: [{ name: 'strange', document: { Version: '9' } }], attached: ['user:bob strange'] };
    const rows = shadow(world);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.endsWith('(policy/strange) unknown'))).toBe(true);
  });
});
