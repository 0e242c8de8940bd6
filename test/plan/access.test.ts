import { describe, expect, it } from 'vitest';
import { planOf, type World } from '../support/world.ts';
import { allow, deny, INVENTORY, onProd, rowsOf, silentText } from './access-rows.ts';

const PULL = allow([['cr:Get*', 'cr:List*', 'cr:PullRepository'], onProd('team/*')]);
const PUSH = allow([['cr:Get*', 'cr:List*', 'cr:PullRepository', 'cr:PushRepository'], onProd('team/*')]);
const READ = 'grants:\n  read: { can: pull, login: false, on: prod:team/*, to: user:alice }\n';
const NONE = 'grants: {}\nsettings: { limits: { removals: 100, removalPercent: 100 } }\n';
const HELD: World = { owned: { 'acr-access-read': PULL } };
const now = { inventory: INVENTORY };

interface Case {
  readonly says: string;
  readonly file: string;
  readonly world: World;
  readonly rows: readonly string[];
}

const CASES: readonly Case[] = [
  {
    says: 'a grant to a user',
    file: READ,
    world: { users: ['alice'] },
    rows: ['+ user:alice pull prod:team/* (policy/acr-access-read)'],
  },
  {
    says: 'a grant to a role',
    file: READ.replace('user:alice', 'role:ci'),
    world: { roles: ['ci'] },
    rows: ['+ role:ci pull prod:team/* (policy/acr-access-read)'],
  },
  {
    says: 'a grant to a group, of its members and not of the group',
    file: READ.replace('user:alice', 'group:dev'),
    world: { users: ['alice', 'bob'], groups: { dev: ['alice', 'bob'] } },
    rows: [
      '+ user:alice pull prod:team/* (group:dev policy/acr-access-read)',
      '+ user:bob pull prod:team/* (group:dev policy/acr-access-read)',
    ],
  },
  {
    says: 'a grant to a group of nobody',
    file: READ.replace('user:alice', 'group:dev'),
    world: { groups: { dev: [] } },
    rows: [],
  },
  {
    says: 'login, which is asked on no registry',
    file: 'grants:\n  read: { can: pull, on: prod:team/*, to: user:alice }\n',
    world: { users: ['alice'] },
    rows: ['+ user:alice login * (policy/acr-access-read)', '+ user:alice pull prod:team/* (policy/acr-access-read)'],
  },
  {
    says: 'who becomes and who stays no member',
    file: 'groups:\n  dev: { members: [bob] }\n',
    world: { ...HELD, users: ['alice', 'bob'], groups: { dev: ['alice'] }, attached: ['group:dev acr-access-read'] },
    rows: [
      '− user:alice pull prod:team/* (group:dev policy/acr-access-read)',
      '+ user:bob pull prod:team/* (group:dev policy/acr-access-read)',
    ],
  },
  {
    says: 'a new user in a new group',
    file: `users: { dora: {} }\ngroups: { dev: { members: [dora] } }\n${READ.replace('user:alice', 'group:dev')}`,
    world: {},
    rows: ['+ user:dora pull prod:team/* (group:dev policy/acr-access-read)'],
  },
  {
    says: 'a user that goes, with all that it had by hand',
    file: 'users: { alice: { state: absent } }\n',
    world: { users: ['alice'], others: [{ name: 'by-hand', document: PULL }], attached: ['user:alice by-hand'] },
    rows: ['− user:alice pull prod:team/* (policy/by-hand)'],
  },
  {
    says: 'a detach',
    file: NONE,
    world: { ...HELD, users: ['alice'], attached: ['user:alice acr-access-read'] },
    rows: ['− user:alice pull prod:team/* (policy/acr-access-read)'],
  },
  {
    says: 'a text that gives less',
    file: READ,
    world: { owned: { 'acr-access-read': PUSH }, users: ['alice'], attached: ['user:alice acr-access-read'] },
    rows: ['− user:alice push prod:team/* (policy/acr-access-read)'],
  },
  {
    says: 'a part of what was held',
    file: READ.replace('prod:team/*', 'prod:team/api'),
    world: { ...HELD, users: ['alice'], attached: ['user:alice acr-access-read'] },
    rows: ['− user:alice pull prod:team/* except prod:team/api (policy/acr-access-read)'],
  },
  {
    says: 'only what a Deny leaves over',
    file: READ,
    world: {
      users: ['alice'],
      others: [{ name: 'no-secrets', document: deny('cr:*', onProd('team/secret*')) }],
      attached: ['user:alice no-secrets'],
    },
    rows: ['+ user:alice pull prod:team/* except prod:team/secret* (policy/acr-access-read)'],
  },
  {
    says: 'a Deny that comes',
    file: `grants:\n  stop: { statements: [{ Effect: Deny, Action: "cr:PullRepository", Resource: "${onProd('team/api')}" }], to: user:alice }\n`,
    world: { users: ['alice'], others: [{ name: 'by-hand', document: PULL }], attached: ['user:alice by-hand'] },
    rows: ['− user:alice pull prod:team/api (policy/acr-access-stop)'],
  },
  {
    says: 'a grant with an end',
    file: READ.replace('on:', 'until: 2030-01-01, on:'),
    world: { users: ['alice'] },
    rows: [
      '+ user:alice pull prod:team/* (policy/acr-access-read) conditional [acs:CurrentTime DateLessThan 2030-01-01T00:00:00Z]',
    ],
  },
  {
    says: 'a grant in a resource group, where the instance lies in it',
    file: READ.replace('on:', 'scope: rg-team, on:'),
    world: { users: ['alice'], account: now },
    rows: ['+ user:alice pull prod:team/* (policy/acr-access-read)'],
  },
  {
    says: 'a grant in a resource group that the instance does not lie in',
    file: READ.replace('on:', 'scope: rg-default, on:'),
    world: { users: ['alice'], account: now },
    rows: [],
  },
  {
    says: 'what is given already by other means',
    file: READ,
    world: {
      users: ['alice'],
      others: [{ name: 'by-hand', document: allow(['*', '*']) }],
      attached: ['user:alice by-hand'],
    },
    rows: [],
  },
  {
    says: 'Personal Edition',
    file: READ.replace('prod:team', 'legacy:old'),
    world: { users: ['alice'] },
    rows: ['+ user:alice pull legacy:old/* (policy/acr-access-read)'],
  },
];

describe('the access report', () => {
  it.each(CASES)('tells $says', ({ file, world, rows }) => {
    const { report, findings } = planOf(file, world);
    expect(findings.filter(({ id }) => id.startsWith('REF'))).toEqual([]);
    expect(rowsOf(report)).toEqual(rows);
    expect(report.gains).toBe(new Set(rows.filter((row) => row.startsWith('+')).map((row) => row.split(' ')[1])).size);
    expect(report.losses).toBe(new Set(rows.filter((row) => row.startsWith('−')).map((row) => row.split(' ')[1])).size);
  });

  it('is empty when nothing changes', () => {
    const { report } = planOf(READ, { ...HELD, users: ['alice'], attached: ['user:alice acr-access-read'] });
    expect(report).toMatchObject({ access: [], silent: [], shadow: [], gains: 0, losses: 0 });
  });

  it('shows every system policy by what it says, and calls it one in the way', () => {
    const file = 'grants:\n  all: { policy: AliyunContainerRegistryFullAccess, to: user:alice }\n';
    const system = {
      type: 'System' as const,
      name: 'AliyunContainerRegistryFullAccess',
      document: allow(['cr:*', '*']),
    };
    const { report } = planOf(file, { users: ['alice'], others: [system] });
    expect(report.access[0]).toMatchObject({ principal: 'user:alice', relation: 'more', certainty: 'certain' });
    expect(
      report.access[0]!.gained.every(({ via }) => via[0] === 'policy/System/AliyunContainerRegistryFullAccess'),
    ).toBe(true);
    expect(report.access[0]!.gained.flatMap(({ kind }) => kind)).toContain('chart-repo');
    expect(report.access[0]!.gained.flatMap(({ area }) => area.include)).toEqual(
      expect.arrayContaining(['*', 'prod', 'prod:*', 'prod:chart', 'prod:chart:*', 'legacy:*']),
    );
  });

  it('takes a document that nobody can read for anything, gained and lost', () => {
    const world = {
      users: ['alice'],
      owned: { 'acr-access-read': { Version: '9' } },
      attached: ['user:alice acr-access-read'],
    };
    const { report } = planOf(READ, world);
    expect(report).toMatchObject({ gains: 1, losses: 1 });
    const [alice] = report.access;
    expect(alice).toMatchObject({ relation: 'incomparable', certainty: 'unknown' });
    expect(alice!.lost.every(({ certainty, why }) => certainty === 'unknown' && why.length > 0)).toBe(true);
  });

  it('takes a group whose members were not read for somebody, and does not count it', () => {
    const world = { groups: { dev: [] }, account: { members: new Map() } };
    const { report } = planOf(READ.replace('user:alice', 'group:dev'), world);
    expect(rowsOf(report)).toEqual(['+ group:dev pull prod:team/* (policy/acr-access-read)']);
    expect(report).toMatchObject({ gains: 0, losses: 0 });
  });

  it('names instances that the file does not declare by their id', () => {
    const account = {
      inventory: { ...INVENTORY, instances: [{ ...INVENTORY.instances[0]!, id: 'cri-other00000001' }] },
    };
    const file =
      'grants:\n  raw: { statements: [{ Effect: Allow, Action: "cr:PullRepository", Resource: "*" }], to: user:alice }\n';
    expect(rowsOf(planOf(file, { users: ['alice'], account }).report)).toEqual([
      '+ user:alice pull cri-other00000001:* (policy/acr-access-raw)',
      '+ user:alice pull prod:* (policy/acr-access-raw)',
      '+ user:alice pull legacy:* (policy/acr-access-raw)',
    ]);
  });
});

describe('Personal Edition in every region', () => {
  /** goes on where the header's registries end */
  const REMOVED = `  all: { edition: personal, region: "*" }\n${NONE}`;
  const by = (region: string): World => ({
    users: ['alice'],
    owned: { 'acr-access-x': allow(['cr:PullRepository', `acs:cr:${region}:*:repository/old/*`]) },
    attached: ['user:alice acr-access-x'],
    account: { inventory: { instances: [], personal: [{ region: 'cn-beijing', namespaces: [] }] } },
  });

  it('is one registry, however many regions were found', () => {
    expect(rowsOf(planOf(REMOVED, by('*')).report)).toEqual([
      '− user:alice pull legacy:old/* (policy/acr-access-x)',
      '− user:alice pull all:old/* (policy/acr-access-x)',
    ]);
  });

  it.each(['cn-beijing', 'eu-central-1'])('is told apart where a policy names %s', (region) => {
    expect(rowsOf(planOf(REMOVED, by(region)).report)).toEqual([
      `− user:alice pull personal-${region}:old/* (policy/acr-access-x)`,
    ]);
  });
});

describe('time', () => {
  const until = (end: string) => ({
    Version: '1',
    Statement: [{ ...PULL.Statement[0], Condition: { DateLessThan: { 'acs:CurrentTime': end } } }],
  });
  const held = (document: unknown): World => ({
    users: ['alice'],
    owned: { 'acr-access-read': document },
    attached: ['user:alice acr-access-read'],
  });

  it('takes nothing that has ended, and says so', () => {
    const { report, changes } = planOf(NONE, held(until('2020-01-01T00:00:00Z')));
    expect(changes).toHaveLength(2);
    expect(report.access).toEqual([]);
    expect(silentText(report)).toEqual([
      'attachment/user:alice/Custom/acr-access-read/account revokes-nothing user:alice ended',
    ]);
  });

  it('gives all of it again when an ended grant is renewed', () => {
    const pull = rowsOf(planOf(READ, held(until('2020-01-01T00:00:00Z'))).report);
    expect(pull).toEqual(['+ user:alice pull prod:team/* (policy/acr-access-read)']);
  });

  it('is not taken for over because a value of a condition reads like it', () => {
    const text = 'x and acs:CurrentTime DateLessThan 2020-01-01T00:00:00Z';
    const condition = `{ StringEquals: { "acs:UserAgent": "${text}" } }`;
    const file = `grants:\n  raw: { statements: [{ Effect: Allow, Action: "cr:PullRepository", Resource: "${onProd('team/*')}", Condition: ${condition} }], to: user:alice }\n`;
    expect(planOf(file, { users: ['alice'] }).report.gains).toBe(1);
  });

  it('does not protect what has ended', () => {
    const protecting = NONE.replace('settings: {', 'settings: { protect: ["user:*"],');
    const ids = (document: unknown) => planOf(protecting, held(document)).findings.map(({ id }) => id);
    expect(ids(until('2020-01-01T00:00:00Z'))).not.toContain('PRT01');
    expect(ids(PULL)).toContain('PRT01');
  });
});

describe('what a row points to', () => {
  const causeOf = (file: string, world: World) =>
    planOf(file, world).report.access.flatMap(({ principal, gained, lost }) =>
      [...gained, ...lost].map(({ cause, source }) => `${principal} ${cause} ${source?.line ?? '-'}`),
    );
  const lines = (file: string, world: World) => [...new Set(causeOf(file, world))];
  const attached = { ...HELD, users: ['alice', 'bob'], attached: ['user:alice acr-access-read'] };

  it.each([
    ['the grant that attaches', READ, { users: ['alice'] }, 'user:alice attached 7'],
    ['nothing for what the file does not say', NONE, attached, 'user:alice detached -'],
    ['the grant that a detach narrows', READ.replace('alice', 'bob'), attached, 'user:alice detached 7'],
    ['the line of the text', READ, { ...attached, owned: { 'acr-access-read': PUSH } }, 'user:alice rewritten 7'],
    [
      'the group for who joins it',
      `groups:\n  dev: { members: [bob] }\n${READ.replace('user:alice', 'group:dev')}`,
      {
        users: ['bob'],
        groups: { dev: [] },
        owned: { 'acr-access-read': PULL },
        attached: ['group:dev acr-access-read'],
      },
      'user:bob joined 7',
    ],
    [
      'the group for who leaves it',
      'groups:\n  dev: { members: [] }\n',
      { ...HELD, users: ['bob'], groups: { dev: ['bob'] }, attached: ['group:dev acr-access-read'] },
      'user:bob left 7',
    ],
    ['the line that ends a user', 'users:\n  alice: { state: absent }\n', attached, 'user:alice deleted 7'],
  ] satisfies [string, string, World, string][])('%s', (_says, file, world, line) => {
    expect(lines(file, world)).toContain(line);
  });
});

describe('repositories that exist', () => {
  const existing = (on: string, account: World['account'] = now) =>
    planOf(READ.replace('prod:team/*', on), { users: ['alice'], account }).report.access[0]!.gained.find(
      ({ kind }) => kind === 'repo',
    )!.existing;

  it.each([
    ['prod:team/*', { count: 4, sample: ['team/api', 'team/web', 'team/base/node'] }],
    ['prod:team/base/*', { count: 2, sample: ['team/base/node', 'team/base/java'] }],
    ['prod:t*', { count: 4, sample: ['team/api', 'team/web', 'team/base/node'] }],
    ['prod:new/*', { count: 0, sample: [] }],
    ['legacy:old/*', { count: 1, sample: ['old/app'] }],
  ])('are counted in %s, with a few of them', (on, count) => {
    expect(existing(on)).toEqual(count);
  });

  it.each([
    ['the registries could not be read', { inventory: { unreadable: 'no right to look' } }],
    ['the registry was not found', { inventory: { instances: [], personal: [] } }],
  ])('are not counted when %s', (_why, account) => {
    expect(existing('prod:team/*', account)).toBeNull();
  });

  it('are no matter of anything but repositories', () => {
    const { access } = planOf(READ, { users: ['alice'], account: now }).report;
    expect(access[0]!.gained.filter(({ kind }) => kind !== 'repo').map((row) => row.existing)).toEqual([null]);
  });
});
