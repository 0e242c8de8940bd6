import { describe, expect, it } from 'vitest';
import { unmetExpectations } from '../../src/pipeline.ts';
import { assessPlan } from '../../src/plan/assess.ts';
import { expectations } from '../../src/plan/judges/expectations.ts';
import { guardrails } from '../../src/plan/judges/guardrails.ts';
import { accountOf, configOf, NOW, OWNER, type World } from '../support/world.ts';

const REPOSITORY = 'acs:cr:cn-hangzhou:1234567890123456:repository/cri-prod000000000001';
const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action, Resource, ...more }],
});
const PUSH = ['cr:PushRepository', 'cr:PullRepository'];
const custom = (name: string, document: unknown) => ({ name, document });
const ADMINISTRATOR = { name: 'AdministratorAccess', type: 'System' as const, document: allow('*') };

/** Findings of guardrails and expectations, as `ID message`. */
function judged(body: string, world: World): readonly string[] {
  const input = { config: configOf(body), account: accountOf(world), owner: OWNER, adopt: [], now: NOW };
  const judges = assessPlan(input, [guardrails, expectations]).findings.filter(({ id }) => /^(GRD|TST)/.test(id));
  expect(judges.every(({ blocking }) => blocking)).toBe(true);
  return judges.map(({ id, message }) => `${id} ${message}`);
}

const rule = (text: string): string => `guardrails: [{ id: rule, ${text} }]`;
const ONLY_CI = rule('only: [role:ci], can: push, on: "prod:release/*"');
/** Somebody holds a policy that is not the file's. */
const holding = (document: unknown, world: World = {}): World => ({
  users: ['alice'],
  roles: ['ci'],
  others: [custom('own', document)],
  attached: ['user:alice own'],
  ...world,
});

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

describe('keep', () => {
  const KEEP = rule('keep: role:ci, can: push, on: "prod:release/api"');
  const keeps = (document: unknown, world: World = {}) => holding(document, { attached: ['role:ci own'], ...world });

  it.each<[string, World, readonly unknown[]]>([
    ['it is allowed', keeps(allow(PUSH)), []],
    [
      'it is not allowed',
      keeps(allow('cr:PullRepository')),
      [
        expect.stringContaining(
          `role:ci could not push on prod:release/api: cr:PushRepository on ${REPOSITORY}/release/api is not allowed`,
        ),
      ],
    ],
    ['the role does not exist', { users: ['alice'] }, [expect.stringContaining('role:ci could not push')]],
    [
      'a condition may fail',
      keeps(allow(PUSH, '*', { Condition: { Bool: { 'acs:MFAPresent': 'true' } } })),
      [expect.stringContaining('with acs:MFAPresent false is not allowed')],
    ],
    [
      'it will end',
      keeps(allow(PUSH, '*', { Condition: { DateLessThan: { 'acs:CurrentTime': '2027-01-01T00:00:00Z' } } })),
      [expect.stringContaining('could not push')],
    ],
    ['nobody knows', keeps('nonsense'), [expect.stringContaining('role:ci might not be able to push')]],
    [
      'it may be denied by what nobody read',
      keeps(allow(PUSH), {
        others: [custom('own', allow(PUSH)), custom('dark', undefined)],
        attached: ['role:ci own', 'role:ci dark'],
      }),
      [expect.stringContaining('role:ci might not be able to push')],
    ],
  ])('%s', (_title, world, messages) => {
    expect(judged(KEEP, world)).toEqual(messages);
  });

  it('asks every member of a group, and of an empty group what it gives', () => {
    const body = rule('keep: group:release, can: pull, on: "prod:release/*"');
    const world = (members: readonly string[], attached: readonly string[]): World => ({
      users: ['alice', 'bob'],
      groups: { release: members },
      others: [custom('own', allow('cr:PullRepository'))],
      attached,
    });
    expect(judged(body, world(['alice', 'bob'], ['user:alice own']))).toEqual([
      expect.stringContaining('user:bob could not pull'),
    ]);
    expect(judged(body, world(['alice', 'bob'], ['group:release own']))).toEqual([]);
    expect(judged(body, world([], ['group:release own']))).toEqual([]);
    expect(judged(body, world([], ['user:alice own']))).toEqual([
      expect.stringContaining('group:release could not pull'),
    ]);
    expect(judged(body, { users: ['alice'] })).toEqual([expect.stringContaining('group:release could not pull')]);
  });

  it('needs every action on the repositories for full', () => {
    const body = rule('keep: role:ci, can: full, on: "prod:release/*"');
    expect(judged(body, keeps(allow('cr:*', `${REPOSITORY}/release/*`)))).toEqual([]);
    expect(judged(body, keeps(allow(PUSH)))).toHaveLength(1);
    expect(
      judged(`${body}\ngrants: { all: { can: full, on: "prod:release/*", to: role:ci } }`, { roles: ['ci'] }),
    ).toEqual([]);
  });

  it('refuses a plan that takes it away', () => {
    const world: World = {
      roles: ['ci'],
      owned: { 'acr-access-push': allow(PUSH) },
      attached: ['role:ci acr-access-push'],
    };
    expect(judged(KEEP, world)).toEqual([]);
    expect(judged(`${KEEP}\ngrants: {}`, world)).toHaveLength(1);
  });
});

describe('no-new', () => {
  const LISTS_DEV = `{ to: user:alice, statements: [
    { Effect: Allow, Action: ["cr:ListInstance", "cr:ListNamespace"], Resource: "*" },
    { Effect: Allow, Action: "cr:ListRepository", Resource: "${REPOSITORY}/dev/*" }] }`;
  const gains = (verb: string, grant: string, world: World = {}) =>
    judged(`${rule(`no-new: ${verb}, on: "prod:release/*"`)}\ngrants: { new: ${grant} }`, {
      users: ['alice', 'bob'],
      roles: ['ci'],
      groups: { devs: ['alice'] },
      ...world,
    });

  it.each<[string, string, string, readonly unknown[]]>([
    [
      'a gain',
      'push',
      '{ can: push, on: "prod:*", to: user:alice }',
      [
        expect.stringMatching(
          /^GRD01 guardrail rule: user:alice would gain push on prod:release\/\*, e.g. cr:PushRepository on .*, by acr-access-new$/,
        ),
      ],
    ],
    [
      'through a group',
      'push',
      '{ can: push, on: "prod:*", to: group:devs }',
      [expect.stringContaining('by group:devs → acr-access-new')],
    ],
    ['elsewhere', 'push', '{ can: push, on: "prod:dev/*", to: user:alice }', []],
    ['another verb', 'push', '{ can: pull, on: "prod:release/*", to: user:alice }', []],
    ['login', 'login', '{ can: pull, on: "prod:dev/*", to: user:alice }', [expect.any(String)]],
    ['listing', 'list', '{ can: pull, on: "prod:release/*", console: true, to: user:alice }', [expect.any(String)]],
    ['listing elsewhere', 'list', LISTS_DEV, []],
    ['any verb', 'full', '{ can: pull, on: "prod:release/*", to: user:alice }', [expect.any(String)]],
    ['with an end', 'pull', '{ can: pull, on: "prod:*", to: user:alice, until: 2027-01-01 }', [expect.any(String)]],
    [
      'in a resource group that is not known',
      'pull',
      '{ can: pull, on: "prod:*", to: user:alice, scope: rg-team }',
      [expect.stringContaining('might gain pull')],
    ],
  ])('%s', (_title, verb, grant, messages) => {
    expect(gains(verb, grant)).toEqual(messages);
  });

  it('does not mind what was held before, however it is held now', () => {
    const grant = '{ can: push, on: "prod:release/api", to: user:alice }';
    const world = { others: [custom('own', allow(PUSH, `${REPOSITORY}/release/*`))], attached: ['user:alice own'] };
    expect(gains('push', grant, world)).toEqual([]);
    expect(gains('push', '{ can: push, on: "prod:*", to: user:alice }', world)).toEqual([]);
  });

  it('sees a push that is complete only now', () => {
    const world = { others: [custom('own', allow('cr:PushRepository'))], attached: ['user:alice own'] };
    expect(gains('push', '{ can: pull, on: "prod:release/*", to: user:alice }', world)).toHaveLength(1);
  });

  it('sees a larger part of the area', () => {
    const world = { others: [custom('own', allow(PUSH, `${REPOSITORY}/release/api`))], attached: ['user:alice own'] };
    expect(gains('push', '{ can: push, on: "prod:release/*", to: user:alice }', world)).toHaveLength(1);
  });

  it('takes a document that nobody read for the same before and after', () => {
    const world = { others: [custom('dark', undefined)], attached: ['user:alice dark'] };
    expect(gains('push', '{ can: pull, on: "prod:dev/*", to: user:alice }', world)).toEqual([]);
  });

  it('says nothing of a plan without changes, whoever holds it', () => {
    expect(judged(rule('no-new: push, on: "prod:*"'), holding(allow('*')))).toEqual([]);
  });
});

describe('separate', () => {
  const FOUR_EYES = rule('separate: [push, delete], on: "prod:release/*"');

  it.each<[string, unknown, number]>([
    ['both', allow([...PUSH, 'cr:DeleteRepositoryTag']), 1],
    ['one of them', allow(PUSH), 0],
    ['the other one', allow('cr:DeleteRepository'), 0],
    [
      'in two parts of the area',
      {
        Version: '1',
        Statement: [
          ...allow(PUSH, `${REPOSITORY}/release/a`).Statement,
          ...allow('cr:DeleteRepository', `${REPOSITORY}/release/b`).Statement,
        ],
      },
      1,
    ],
    [
      'one of them elsewhere',
      {
        Version: '1',
        Statement: [
          ...allow(PUSH, `${REPOSITORY}/release/a`).Statement,
          ...allow('cr:DeleteRepository', `${REPOSITORY}/dev/b`).Statement,
        ],
      },
      0,
    ],
    ['what nobody read', undefined, 1],
  ])('%s', (_title, document, count) => {
    expect(judged(FOUR_EYES, holding(document))).toHaveLength(count);
  });

  it('names both requests and the ways to them', () => {
    const world = holding(allow(PUSH), {
      others: [custom('own', allow(PUSH)), custom('clean', allow('cr:DeleteRepositoryTag'))],
      attached: ['user:alice own', 'user:alice clean'],
    });
    expect(judged(FOUR_EYES, world)).toEqual([
      expect.stringMatching(
        /^GRD04 guardrail rule: user:alice would hold push and delete on prod:release\/\*, e.g. cr:PushRepository on \S+, by own, e.g. cr:DeleteRepositoryTag on \S+, by clean$/,
      ),
    ]);
  });
});

describe('a guardrail that cannot be judged', () => {
  const RULES = `guardrails:
  - { id: a, only: [], can: push, on: "prod:x/*" }
  - { id: b, keep: [role:ci], can: push, on: "prod:x/*" }
  - { id: c, no-new: push, on: "prod:x/*" }
  - { id: d, separate: [push, delete], on: "prod:x/*" }`;
  const fine: World = { roles: ['ci'], others: [custom('own', allow(PUSH))], attached: [] };

  it('is not satisfied where grants in resource groups are not visible', () => {
    const found = judged(RULES, { ...fine, account: { seesResourceGroups: false } });
    for (const id of 'abcd') {
      expect(found).toContainEqual(
        expect.stringMatching(new RegExp(`guardrail ${id}: it cannot be judged: .*ram:ListPolicyAttachments`)),
      );
    }
  });

  it('is not satisfied where the members of a group that holds something are not known', () => {
    const world: World = {
      ...fine,
      groups: { devs: [] },
      attached: ['group:devs own'],
      account: { members: new Map() },
    };
    expect(judged(RULES, world).filter((message) => message.includes('members of devs'))).toHaveLength(4);
  });

  it.each([
    ['only: [], can: push, on: prod:release', 'push means nothing on prod:release: that is the namespace alone'],
    ['only: [], can: network, on: "prod:release/*"', 'network means nothing on prod:release/*'],
    ['keep: [role:ci], can: pull, on: prod:release', 'pull means nothing on prod:release'],
    ['no-new: push, on: [prod:release, "prod:a/*"]', 'push means nothing on prod:release'],
    ['separate: [push, network], on: "prod:a/*"', 'network means nothing on prod:a/*'],
    ['only: [], can: network, on: "legacy:*"', 'network means nothing on legacy:*'],
  ])('is not satisfied by empty words: %s', (text, message) => {
    expect(judged(rule(text), { roles: ['ci'] })).toContainEqual(expect.stringContaining(message));
  });

  it('may name a verb that means nothing in one of several areas', () => {
    expect(judged(rule('only: [], can: [push, network], on: ["prod:*", "legacy:*"]'), { users: ['alice'] })).toEqual(
      [],
    );
  });
});

describe('expectations', () => {
  const expectation = (text: string): string => `expect: [{ ${text} }]`;
  const MAY = expectation('who: user:alice, can: push, on: prod:release/api, allowed: true');
  const MAY_NOT = expectation('who: user:alice, can: push, on: "prod:release/*", allowed: false');

  it.each<[string, unknown, boolean, boolean]>([
    ['everything', allow(PUSH), true, false],
    ['nothing', allow('cr:GetScan'), false, true],
    ['another repository of the area', allow(PUSH, `${REPOSITORY}/release/web`), false, false],
    ['under a condition', allow(PUSH, '*', { Condition: { Bool: { 'acs:MFAPresent': 'true' } } }), false, false],
    ['nobody knows', 'nonsense', false, false],
  ])('in the account: %s', (_title, document, may, mayNot) => {
    expect(judged(MAY, holding(document)).length === 0).toBe(may);
    expect(judged(MAY_NOT, holding(document)).length === 0).toBe(mayNot);
  });

  it('say why they do not hold', () => {
    expect(judged(MAY_NOT, holding(allow(PUSH)))).toEqual([
      `TST01 expected that user:alice may not push on prod:release/*: it is allowed, e.g. cr:PushRepository on ${REPOSITORY}/release/x, by own`,
    ]);
    expect(judged(MAY, holding(allow('cr:PullRepository')))).toEqual([
      `TST01 expected that user:alice may push on prod:release/api: it is not allowed, e.g. cr:PushRepository on ${REPOSITORY}/release/api`,
    ]);
  });

  it('do not hold for somebody who does not exist, unless the file deletes him', () => {
    expect(judged(MAY_NOT, {})).toEqual([expect.stringContaining('user:alice does not exist')]);
    expect(judged(`${MAY_NOT}\nusers: { alice: { state: absent } }`, {})).toEqual([]);
    expect(judged(`${MAY_NOT}\nusers: { alice: {} }`, {})).toEqual([]);
    expect(judged(MAY_NOT.replace('user:', 'role:'), {})).toHaveLength(1);
  });

  it('do not hold where the account is not all visible, or the words are empty', () => {
    expect(judged(MAY_NOT, { users: ['alice'], account: { seesResourceGroups: false } })).toHaveLength(1);
    expect(judged(MAY_NOT.replace('"prod:release/*"', 'prod:release'), { users: ['alice'] })).toEqual([
      expect.stringContaining('push means nothing on prod:release'),
    ]);
  });

  it('are about what the plan leaves', () => {
    const world: World = {
      users: ['alice'],
      owned: { 'acr-access-old': allow(PUSH) },
      attached: ['user:alice acr-access-old'],
    };
    expect(judged(MAY_NOT, world)).toHaveLength(1);
    expect(judged(`${MAY_NOT}\ngrants: {}`, world)).toEqual([]);
    expect(
      judged(`${MAY}\ngrants: { a: { can: push, on: "prod:release/*", to: user:alice } }`, { users: ['alice'] }),
    ).toEqual([]);
  });

  describe('of the file alone', () => {
    const contradicted = (body: string) => unmetExpectations(configOf(body), NOW).map(({ message }) => message);
    const grant = (to: string, more = '') => `\ngrants: { a: { can: push, on: "prod:release/*", to: "${to}"${more} } }`;

    it.each<[string, string, number, number]>([
      ['a grant gives it', grant('user:alice'), 0, 1],
      ['no grant gives it', grant('user:bob'), 1, 0],
      ['a group gives it', `${grant('group:devs')}\ngroups: { devs: { members: [alice] } }`, 0, 1],
      ['she is not in the group', `${grant('group:devs')}\ngroups: { devs: { members: [bob] } }`, 1, 0],
      ['who is in the group only the account knows', grant('group:devs'), 0, 0],
      ['what the resource group holds only the account knows', grant('user:alice', ', scope: rg-team'), 0, 0],
      ['the grant has ended', grant('user:alice', ', until: 2026-01-01'), 1, 0],
      ['the grant will end', grant('user:alice', ', until: 2027-01-01'), 1, 1],
    ])('%s', (_title, rest, may, mayNot) => {
      expect(contradicted(MAY + rest)).toHaveLength(may);
      expect(contradicted(MAY_NOT + rest)).toHaveLength(mayNot);
    });

    it('refuses empty words', () => {
      const words = expectation('who: user:alice, can: pull, on: prod:release, allowed: true');
      expect(contradicted(words + grant('group:devs'))).toEqual([expect.stringContaining('pull means nothing')]);
    });

    it('takes full for what a full grant gives', () => {
      const full = expectation('who: user:alice, can: full, on: prod:release/api, allowed: true');
      expect(contradicted(`${full}\ngrants: { a: { can: full, on: prod:release/api, to: user:alice } }`)).toEqual([]);
      expect(contradicted(full + grant('user:alice'))).toHaveLength(1);
    });
  });
});
