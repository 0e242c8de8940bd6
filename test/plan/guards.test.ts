import { describe, expect, it } from 'vitest';
import { DEFAULT_QUOTAS } from '../../src/state/quotas.ts';
import type { Account } from '../../src/state/types.ts';
import { ACCOUNT, judgements, OWNER, planOf, type World } from '../support/world.ts';

const ANY = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'cr:GetRepository', Resource: '*' }] };
const ADMIN = { Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const READ_ONLY = { Version: '1', Statement: [{ Effect: 'Allow', Action: ['cr:Get*'], Resource: '*' }] };
const grant = (to: string) => `grants: { read: { can: pull, on: "prod:team/*", to: ${to} } }`;
const identity = (principal: string): Partial<Account> => ({
  identity: { account: ACCOUNT, arn: '', principal: principal as 'user:alice' },
});
const many = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `u${index + from}`);
/** `kept` users stay on the grant, `gone` users are detached. */
const shrink = (kept: number, gone: number, settings = '') => {
  const users = many(kept + gone);
  const body = `grants: { read: { can: pull, on: "prod:team/*", to: [${many(kept)
    .map((name) => `"user:${name}"`)
    .join(', ')}] } }\n${settings}`;
  return planOf(body, {
    users,
    owned: { 'acr-access-read': ANY },
    attached: users.map((name) => `user:${name} acr-access-read`),
  });
};

describe('removal limits', () => {
  it('lets the limit pass and stops one more', () => {
    expect(judgements(shrink(90, 10))).toEqual([]);
    expect(judgements(shrink(90, 11))).toEqual(['!LIM01 settings/limits']);
  });

  it('compares the share only from ten on', () => {
    expect(judgements(shrink(6, 3))).toEqual([]);
    expect(judgements(shrink(7, 3))).toEqual([]);
    expect(judgements(shrink(6, 4))).toEqual(['!LIM02 settings/limits']);
    expect(judgements(shrink(6, 4, 'settings: { limits: { removalPercent: 40 } }'))).toEqual([]);
  });
});

describe('names that read alike', () => {
  it('are told when one of them is given something, whatever makes them alike', () => {
    for (const [given, twin] of [
      ['a1ice', 'alice'],
      ['root-admin', 'rootadmin'],
      ['b0b', 'bOb'],
      ['arnold', 'amold'],
    ] as const) {
      const plan = planOf(grant(`"user:${given}"`), { users: [given, twin, 'somebody'] });
      expect(judgements(plan)).toEqual([`NAM01 user:${given}`]);
      expect(plan.findings[0]?.message).toBe(`the name user:${given} reads like user:${twin}`);
    }
  });

  it('are no matter when nothing is given, or to others, or between a user and a role', () => {
    const users = ['a1ice', 'alice', 'bob'];
    expect(judgements(planOf(grant('"user:bob"'), { users }))).toEqual([]);
    expect(judgements(planOf(grant('"user:bob"'), { users: ['bob'], roles: ['b0b'] }))).toEqual([]);
  });
});

describe('a file that lost its content', () => {
  const owned = Object.fromEntries(many(12).map((name) => [`acr-access-${name}`, ANY]));

  it('is refused when it is empty and the account is not', () => {
    expect(judgements(planOf('grants: {}', { owned }))).toContain('!FIL01 grants');
    expect(judgements(planOf('grants: {}', {}))).toEqual([]);
    expect(judgements(planOf('grants: {}\nsettings: { limits: { removalPercent: 100 } }', { owned }))).toEqual([]);
  });

  it('is refused when a third of the policies would go', () => {
    const keep = (count: number) =>
      `grants:\n${many(count)
        .map((name) => `  ${name}: { can: pull, on: "prod:team/*", to: "role:r" }`)
        .join('\n')}`;
    expect(judgements(planOf(keep(8), { owned, roles: ['r'] }))).toEqual(['!FIL02 grants']);
    expect(judgements(planOf(keep(9), { owned, roles: ['r'] }))).toEqual([]);
  });

  it('is noted when the key is missing', () => {
    expect(judgements(planOf('', { owned }))).toEqual(['FIL03 grants']);
  });
});

describe('who must not be touched', () => {
  const held: World = { users: ['alice', 'bob'], groups: { devs: ['alice'] }, owned: { 'acr-access-old': ANY } };

  it('protects a principal directly, through its group, and by a pattern', () => {
    const settings = (pattern: string) =>
      `grants: {}\nsettings: { protect: ["${pattern}"], limits: { removalPercent: 100 } }`;
    const direct = { ...held, attached: ['user:alice acr-access-old'] };
    const group = { ...held, attached: ['group:devs acr-access-old'] };
    expect(judgements(planOf(settings('user:alice'), direct))).toContain('!PRT01 user:alice');
    expect(judgements(planOf(settings('user:a*'), group))).toContain('!PRT01 user:alice');
    expect(judgements(planOf(settings('user:bob'), group))).toEqual([]);
  });

  it('protects from a membership that goes and from a document that changes', () => {
    const leave = 'groups: { devs: { members: [] } }\nsettings: { protect: ["user:alice"] }';
    const others = [{ name: 'team', document: ANY }];
    expect(judgements(planOf(leave, { ...held, owned: {}, others, attached: ['group:devs team'] }))).toEqual([
      '!PRT01 user:alice',
    ]);
    expect(judgements(planOf(leave, { ...held, owned: {} }))).toEqual([]);
    const rewrite = `${grant('"user:alice"')}\nsettings: { protect: ["user:alice"] }`;
    const world = { ...held, owned: { 'acr-access-read': ANY }, attached: ['user:alice acr-access-read'] };
    expect(judgements(planOf(rewrite, world))).toEqual(['!PRT01 user:alice']);
  });

  it('never changes the identity that it runs as', () => {
    const world = (principal: string): World => ({
      users: ['alice'],
      groups: { devs: ['alice'] },
      roles: ['bot'],
      account: identity(principal),
    });
    expect(judgements(planOf(grant('"role:bot"'), world('role:bot')))).toContain('!ESC03 policy/acr-access-read');
    expect(judgements(planOf(grant('"group:devs"'), world('user:alice')))).toContain(
      '!ESC03 attachment/group:devs/Custom/acr-access-read/account',
    );
    expect(judgements(planOf('groups: { devs: { members: [] } }', world('user:alice')))).toEqual([
      '!ESC03 membership/devs/alice',
    ]);
    expect(judgements(planOf(grant('"role:bot"'), world('user:alice')))).toEqual([]);
  });
});

describe('ownership', () => {
  const theirs = {
    name: 'acr-access-read',
    document: ANY,
    tags: { 'managed-by': 'acr-access', 'managed-by-file': 'org/other:acr-access.yaml' },
  };

  it('refuses a policy of another file and names it', () => {
    const plan = planOf(grant('"user:alice"'), { users: ['alice'], others: [theirs] });
    expect(judgements(plan)).toEqual(['!OWN01 policy/acr-access-read']);
    expect(plan.findings[0]?.message).toContain('org/other:acr-access.yaml');
  });

  it('leaves an undeclared policy of another file without a word', () => {
    expect(judgements(planOf('grants: {}', { others: [theirs] }))).toEqual([]);
  });

  it('asks for adoption of an untagged policy, and notes one that nobody declares', () => {
    const world = { users: ['alice'], others: [{ name: 'acr-access-read', document: ANY }] };
    expect(judgements(planOf(grant('"user:alice"'), world))).toEqual(['!OWN02 policy/acr-access-read']);
    expect(judgements(planOf('grants: {}', world))).toEqual(['OWN03 policy/acr-access-read']);
  });

  it('notices what a change of the prefix leaves behind', () => {
    const old = { name: 'old-read', document: ANY, tags: { 'managed-by': 'acr-access', 'managed-by-file': OWNER } };
    expect(judgements(planOf('grants: {}', { others: [old] }))).toEqual(['OWN06 policy/old-read']);
  });

  it('refuses to adopt what is not there or not declared', () => {
    expect(judgements(planOf('grants: {}', {}, { adopt: ['acr-access-x'] }))).toEqual(['!OWN04 policy/acr-access-x']);
    const undeclared = { others: [{ name: 'acr-access-x', document: ANY }] };
    expect(judgements(planOf('grants: {}', undeclared, { adopt: ['acr-access-x'] }))).toEqual([
      '!OWN04 policy/acr-access-x',
      'OWN03 policy/acr-access-x',
    ]);
  });
});

describe('what does not exist', () => {
  it('names unknown principals once for each grant and group', () => {
    const body = `${grant('["user:alise", "group:nobody", "role:none"]')}\ngroups: { devs: { members: [ghost] } }`;
    expect(judgements(planOf(body, { users: ['alice'] }))).toEqual([
      '!REF01 grant/read',
      '!REF01 grant/read',
      '!REF01 grant/read',
      '!REF01 group/devs',
    ]);
  });

  it('names an unknown resource group and an unknown system policy', () => {
    const scoped = 'grants: { read: { can: pull, on: "prod:team/*", to: "user:alice", scope: rg-nope } }';
    expect(judgements(planOf(scoped, { users: ['alice'] }))).toEqual(['!REF03 grant/read']);
    const system = 'grants: { a: { policy: AliyunNoSuchAccess, to: "user:alice" } }';
    expect(judgements(planOf(system, { users: ['alice'] }))).toEqual(['!REF02 grant/a']);
  });
});

describe('system policies in a grant', () => {
  const give = (policy: string, document: unknown) =>
    judgements(
      planOf(`grants: { a: { policy: ${policy}, to: "user:alice" } }`, {
        users: ['alice'],
        others: [{ name: policy, type: 'System', document }],
      }),
    );

  it('refuses an administrator, whatever its name', () => {
    expect(give('AdministratorAccess', ADMIN)).toEqual(['!LP01 grant/a']);
    expect(give('AliyunContainerRegistryReadOnlyAccess', ADMIN)).toEqual(['!LP01 grant/a']);
    expect(
      give('AliyunX', { Version: '1', Statement: [{ Effect: 'Allow', NotAction: 'ram:*', Resource: '*' }] }),
    ).toEqual(['!LP01 grant/a']);
  });

  it('refuses actions of other services, and attachments that the file could not take back', () => {
    expect(
      give('AliyunLogAccess', {
        Version: '1',
        Statement: [{ Effect: 'Allow', Action: ['cr:Get*', 'log:Get*'], Resource: '*' }],
      }),
    ).toEqual(['!ESC04 grant/a']);
    expect(give('AliyunCSManagedAcrRolePolicy', READ_ONLY)).toEqual(['!OWN05 grant/a']);
    expect(give('AliyunContainerRegistryReadOnlyAccess', READ_ONLY)).toEqual([]);
  });

  it('says with report that nothing attaches a declared one', () => {
    const body =
      'grants: { a: { policy: AliyunContainerRegistryReadOnlyAccess, to: "user:alice" } }\nsettings: { systemPolicies: report }';
    const others = [{ name: 'AliyunContainerRegistryReadOnlyAccess', type: 'System' as const, document: READ_ONLY }];
    expect(judgements(planOf(body, { users: ['alice'], others }))).toEqual(['SYS01 grant/a']);
    expect(
      judgements(
        planOf(body, { users: ['alice'], others, attached: ['user:alice AliyunContainerRegistryReadOnlyAccess'] }),
      ),
    ).toEqual([]);
  });
});

describe('quotas', () => {
  const full: World = {
    users: ['alice'],
    others: many(10).map((name) => ({ name, document: ANY })),
    attached: many(10).map((name) => `user:alice ${name}`),
  };

  it('refuses the eleventh custom policy of a principal', () => {
    expect(judgements(planOf(grant('"user:alice"'), full))).toEqual(['!QTA01 user:alice']);
  });

  it('counts the way, where the new one is attached before the old one goes', () => {
    const nine = many(9);
    const world: World = {
      users: ['alice'],
      others: nine.map((name) => ({ name, document: ANY })),
      owned: { 'acr-access-old': ANY },
      attached: [...nine.map((name) => `user:alice ${name}`), 'user:alice acr-access-old'],
    };
    const plan = planOf(grant('"user:alice"'), world);
    expect(judgements(plan)).toEqual(['!QTA01 user:alice']);
    expect(plan.findings[0]?.message).toContain('11 custom policies on the way to 10');
  });

  it('says nothing about a principal that is over the limit and gets nothing', () => {
    const over: World = {
      ...full,
      others: many(12).map((name) => ({ name, document: ANY })),
      attached: many(12).map((name) => `user:alice ${name}`),
    };
    expect(judgements(planOf('grants: {}', over))).toEqual([]);
  });

  it('refuses more policies than the account may have, and more groups for a user', () => {
    const limited = (quota: string, value: number) => ({ quotas: { ...DEFAULT_QUOTAS, [quota]: value } });
    expect(
      judgements(planOf(grant('"user:alice"'), { users: ['alice'], account: limited('customPolicies', 0) })),
    ).toEqual(['!QTA02 account']);
    const joins = 'groups: { a: { members: [alice] }, b: { members: [alice] } }';
    expect(
      judgements(planOf(joins, { users: ['alice'], groups: { a: [], b: [] }, account: limited('groupsPerUser', 1) })),
    ).toEqual(['!QTA05 user:alice']);
    expect(judgements(planOf('users: { x: {} }', { account: limited('users', 0) }))).toEqual(['!QTA03 account']);
    expect(judgements(planOf('groups: { x: {} }', { account: limited('groups', 0) }))).toEqual(['!QTA04 account']);
  });
});

describe('deleting a user', () => {
  it('is refused while keys, devices, groups or foreign policies are left, and names them', () => {
    const plan = planOf('users: { bot: { state: absent } }', {
      users: ['bot'],
      attached: ['user:bot AliyunECSReadOnlyAccess'],
      account: { deletionBlockers: new Map([['bot', ['2 access keys']]]) },
    });
    expect(judgements(plan)).toEqual(['!USR01 user/bot']);
    expect(plan.findings[0]?.message).toBe(
      'user bot cannot be deleted: it still has 2 access keys, policy AliyunECSReadOnlyAccess',
    );
  });
});

describe('what the reader has to know', () => {
  it('says that resource groups are not visible', () => {
    expect(judgements(planOf('grants: {}', { account: { seesResourceGroups: false } }))).toEqual(['VIS01 account']);
  });

  it('says that repositories are not counted when the registries cannot be read', () => {
    const plan = planOf('grants: {}', { account: { inventory: { unreadable: 'CR ListInstance: NoPrivilege' } } });
    expect(judgements(plan)).toEqual(['VIS04 account']);
    expect(plan.findings[0]?.message).toContain('NoPrivilege');
  });

  it('says whose trust policy could not be read', () => {
    const plan = planOf('grants: {}', { account: { unreadTrust: ['ci', 'release'] } });
    expect(judgements(plan)).toEqual(['VIS05 account']);
    expect(plan.findings[0]?.message).toContain('role:ci, role:release');
  });

  it('refuses to plan for a resource group that it cannot see', () => {
    const scoped = 'grants: { read: { can: pull, on: "prod:team/*", to: "user:alice", scope: rg-team } }';
    const world = { users: ['alice'], account: { seesResourceGroups: false } };
    expect(judgements(planOf(scoped, world))).toContain('!VIS03 account');
  });

  it('names ended grants, and ignored holders of a policy that changes', () => {
    expect(
      judgements(planOf('grants: { x: { can: pull, on: "prod:team/*", to: "user:a", until: 2020-01-01 } }', {})),
    ).toEqual(['EXP01 grant/x']);
    const plan = planOf(`${grant('"user:alice"')}\nsettings: { ignore: ["user:bob"] }`, {
      users: ['alice', 'bob'],
      owned: { 'acr-access-read': ANY },
      attached: ['user:alice acr-access-read', 'user:bob acr-access-read'],
    });
    expect(judgements(plan)).toEqual(['IGN01 settings/ignore']);
  });
});
