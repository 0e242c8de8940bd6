import { describe, expect, it } from 'vitest';
import type { World } from '../../support/world.ts';
import { allow, custom, holding, judged, PUSH, REPOSITORY, rule } from './support.ts';

const ADMINISTRATOR = { name: 'AdministratorAccess', type: 'System' as const, document: allow('*') };
const ONLY_CI = rule('only: [role:ci], can: push, on: "prod:release/*"');

describe('only', () => {
  it.each<[string, World, readonly unknown[]]>([
    ['nobody holds it', { users: ['alice'], roles: ['ci'] }, []],
    ['those who may hold it', holding(allow(PUSH), { attached: ['role:ci own'] }), []],
    ['a user outside of the file holds it', holding(allow(PUSH)), [expect.stringContaining('user:alice could push')]],
    ['a part of the area is enough', holding(allow(PUSH, `${REPOSITORY}/release/a*`)), [expect.any(String)]],
    ['another area is not', holding(allow(PUSH, `${REPOSITORY}/dev/*`)), []],
    ['pull alone is not push', holding(allow('cr:PullRepository')), []],
    ['push without pull is not push', holding(allow('cr:PushRepository')), []],
    [
      'an administrator holds it',
      { users: ['root'], roles: ['ci'], others: [ADMINISTRATOR], attached: ['user:root AdministratorAccess'] },
      [expect.stringContaining('user:root could push on prod:release/*, e.g. cr:PushRepository on acs:cr:')],
    ],
    [
      'a member of a group holds it',
      holding(allow(PUSH), { groups: { devs: ['alice'] }, attached: ['group:devs own'] }),
      [expect.stringMatching(/user:alice could push .*, by group:devs → own$/)],
    ],
    [
      'a condition is no excuse: it may hold',
      holding(allow(PUSH, '*', { Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } })),
      [expect.stringContaining('with acs:SourceIp 10.')],
    ],
    [
      'what has ended does not count',
      holding(allow(PUSH, '*', { Condition: { DateLessThan: { 'acs:CurrentTime': '2026-01-01T00:00:00Z' } } })),
      [],
    ],
    [
      'what ends later counts',
      holding(allow(PUSH, '*', { Condition: { DateLessThan: { 'acs:CurrentTime': '2027-01-01T00:00:00Z' } } })),
      [expect.any(String)],
    ],
    [
      'a Deny counts',
      holding({
        Version: '1',
        Statement: [
          ...allow('cr:*').Statement,
          { Effect: 'Deny', Action: 'cr:PushRepository', Resource: `${REPOSITORY}/release/*` },
        ],
      }),
      [],
    ],
    [
      'a document that breaks the grammar may allow it',
      holding('nonsense'),
      [expect.stringContaining('user:alice might be able to push')],
    ],
    [
      'a document that nobody read may allow it',
      holding(undefined),
      [expect.stringContaining('user:alice might be able to push')],
    ],
    [
      'a resource group that is not known may hold the instance',
      holding(allow(PUSH), { attached: ['user:alice own rg-team'] }),
      [expect.stringContaining('might be able to push')],
    ],
    [
      'another resource group does not hold it',
      holding(allow(PUSH), {
        attached: ['user:alice own rg-team'],
        account: {
          inventory: {
            instances: [
              {
                id: 'cri-prod000000000001',
                name: 'a',
                region: 'cn-hangzhou',
                resourceGroup: 'rg-default',
                namespaces: [],
              },
            ],
            personal: [],
          },
        },
      }),
      [],
    ],
  ])('%s', (_title, world, messages) => {
    const found = judged(ONLY_CI, world);
    expect(found).toEqual(messages);
    for (const message of found) expect(message).toMatch(/^GRD02 guardrail rule: /);
  });

  it('counts a group for its members, also those that this plan adds, and no longer those that it takes out', () => {
    const world: World = {
      users: ['alice', 'bob'],
      groups: { release: ['bob'] },
      others: [custom('own', allow(PUSH))],
      attached: ['user:alice own', 'user:bob own'],
    };
    const body = `${rule('only: group:release, can: push, on: "prod:release/*"')}\ngroups: { release: { members: [alice] } }`;
    expect(judged(body, world)).toEqual([expect.stringContaining('user:bob could push')]);
  });

  it('judges what the plan gives before it is given', () => {
    const body = `${ONLY_CI}\ngrants: { new: { can: push, on: "prod:*", to: "group:devs" } }`;
    expect(judged(body, { users: ['alice'], groups: { devs: ['alice'] } })).toEqual([
      expect.stringMatching(/user:alice could push .*, by group:devs → acr-access-new$/),
    ]);
  });

  it('is satisfied by a plan that takes the access away', () => {
    const world: World = {
      users: ['alice'],
      owned: { 'acr-access-old': allow(PUSH) },
      attached: ['user:alice acr-access-old'],
    };
    expect(judged(`${ONLY_CI}\nsettings: { limits: { removalPercent: 100 } }`, world)).toHaveLength(1);
    expect(judged(`${ONLY_CI}\ngrants: {}\nsettings: { limits: { removalPercent: 100 } }`, world)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['login', allow('cr:GetAuthorizationToken')],
    ['list', allow('cr:List*')],
    ['network', allow('cr:CreateInstanceEndpointAclPolicy', 'acs:cr:*:*:instance/cri-prod000000000001')],
    ['create', allow('cr:CreateRepository', `${REPOSITORY}/release`)],
    ['delete', allow('cr:DeleteRepositoryTag')],
    ['admin', allow('cr:*')],
    ['full', allow('cr:PullRepository', `${REPOSITORY}/a/b`)],
  ])('%s', (verb, document) => {
    const body = rule(`only: [], can: ${verb}, on: "prod:*"`);
    expect(judged(body, holding(document))).toEqual([
      expect.stringContaining(`user:alice could ${verb} on prod:*, e.g.`),
    ]);
    expect(judged(body, holding(allow('cr:GetScan')))).toEqual([]);
  });

  it('asks for each verb in each area', () => {
    const world = holding(allow(['cr:PullRepository', 'cr:DeleteRepositoryTag'], `${REPOSITORY}/a/*`));
    expect(judged(rule('only: [], can: [pull, delete], on: ["prod:a/*", "prod:b/*"]'), world)).toEqual([
      expect.stringContaining('could pull on prod:a/*'),
      expect.stringContaining('could delete on prod:a/*'),
    ]);
  });

  it('knows Personal Edition from the instances of its region', () => {
    const everywhere = (path: string) => holding(allow(PUSH, `acs:cr:cn-hangzhou:*:repository/${path}`));
    const body = rule('only: [], can: push, on: "legacy:release/*"');
    expect(judged(body, everywhere('release/*'))).toHaveLength(1);
    expect(judged(body, everywhere('cri-prod000000000001/release/*'))).toEqual([]);
  });
});
