import { describe, expect, it } from 'vitest';
import { planOf, steps } from '../support/world.ts';

const READ = {
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: 'cr:GetAuthorizationToken', Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['cr:PullRepository', 'cr:Get*', 'cr:List*'],
      Resource: 'acs:cr:cn-hangzhou:*:repository/cri-prod000000000001/team/*',
    },
  ],
};
const GRANT = 'grants: { read: { can: pull, on: "prod:team/*", to: "user:alice" } }';

describe('the changes of a plan', () => {
  it('creates the policy before it attaches it', () => {
    expect(steps(planOf(GRANT, { users: ['alice'] }))).toEqual([
      'create policy/acr-access-read',
      'create attachment/user:alice/Custom/acr-access-read/account',
    ]);
  });

  it('is empty when the account means the same in other words', () => {
    const plan = planOf(GRANT, {
      users: ['alice'],
      owned: { 'acr-access-read': READ },
      attached: ['user:alice acr-access-read'],
    });
    expect(steps(plan)).toEqual([]);
  });

  it('rewrites a policy that means something else, and says what was there', () => {
    const wider = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'cr:*', Resource: '*' }] };
    const plan = planOf(GRANT, {
      users: ['alice'],
      owned: { 'acr-access-read': wider },
      attached: ['user:alice acr-access-read'],
    });
    expect(steps(plan)).toEqual(['update policy/acr-access-read']);
    expect(plan.changes[0]).toMatchObject({ before: { document: wider }, source: { file: 'acr-access.yaml' } });
  });

  it('updates a description alone without touching the document', () => {
    const plan = planOf('grants: { read: { reason: new words, can: pull, on: "prod:team/*", to: "user:alice" } }', {
      users: ['alice'],
      owned: { 'acr-access-read': READ },
      attached: ['user:alice acr-access-read'],
    });
    expect(plan.changes).toMatchObject([
      { action: 'update', before: { description: 'grant read' }, after: { description: 'new words' } },
    ]);
  });

  it('detaches and deletes what no grant asks for, after everything was given', () => {
    const plan = planOf(GRANT, {
      users: ['alice', 'bob'],
      owned: { 'acr-access-old': READ },
      attached: ['user:bob acr-access-old'],
    });
    expect(steps(plan)).toEqual([
      'create policy/acr-access-read',
      'create attachment/user:alice/Custom/acr-access-read/account',
      'delete attachment/user:bob/Custom/acr-access-old/account',
      'delete policy/acr-access-old',
    ]);
  });

  it('moves an attachment to a resource group by attaching there first', () => {
    const plan = planOf('grants: { read: { can: pull, on: "prod:team/*", to: "user:alice", scope: rg-team } }', {
      users: ['alice'],
      owned: { 'acr-access-read': READ },
      attached: ['user:alice acr-access-read'],
    });
    expect(steps(plan)).toEqual([
      'create attachment/user:alice/Custom/acr-access-read/rg-team',
      'delete attachment/user:alice/Custom/acr-access-read/account',
    ]);
  });

  it('leaves policies, attachments and groups of others alone', () => {
    const plan = planOf(GRANT, {
      users: ['alice', 'bob'],
      groups: { ops: ['bob'] },
      owned: { 'acr-access-read': READ },
      others: [
        { name: 'hand-made', document: READ },
        {
          name: 'acr-access-theirs',
          document: READ,
          tags: { 'managed-by': 'acr-access', 'managed-by-file': 'org/other:acr-access.yaml' },
        },
      ],
      attached: [
        'user:alice acr-access-read',
        'user:bob hand-made',
        'group:ops acr-access-theirs',
        'user:bob AdministratorAccess',
      ],
    });
    expect(steps(plan)).toEqual([]);
  });

  it('owns every attachment of the two ACR system policies, and of no other', () => {
    const world = {
      users: ['alice', 'bob'],
      attached: ['user:bob AliyunContainerRegistryFullAccess', 'user:bob AliyunECSReadOnlyAccess'],
    };
    expect(steps(planOf('grants: {}', world))).toEqual([
      'delete attachment/user:bob/System/AliyunContainerRegistryFullAccess/account',
    ]);
    expect(steps(planOf('grants: {}\nsettings: { systemPolicies: report }', world))).toEqual([]);
    expect(steps(planOf('grants: {}\nsettings: { ignore: ["user:b*"] }', world))).toEqual([]);
  });

  it('manages nothing of a section that the file leaves out', () => {
    const world = {
      users: ['alice'],
      groups: { devs: ['alice'] },
      owned: { 'acr-access-read': READ },
      attached: ['user:alice acr-access-read'],
    };
    expect(steps(planOf('', world))).toEqual([]);
    expect(steps(planOf('groups: { devs: { comments: x } }', world))).toEqual(['update group/devs']);
    expect(steps(planOf('groups: { devs: { members: [] } }', world))).toEqual(['delete membership/devs/alice']);
  });

  it('creates users and groups with their members before they are given anything', () => {
    const plan = planOf(
      'users: { bot: { displayName: Bot } }\ngroups: { bots: { members: [bot] } }\ngrants: { read: { can: pull, on: "prod:team/*", to: ["group:bots", "user:bot"] } }',
      {},
    );
    expect(steps(plan)).toEqual([
      'create policy/acr-access-read',
      'create user/bot',
      'create group/bots',
      'create membership/bots/bot',
      'create attachment/group:bots/Custom/acr-access-read/account',
      'create attachment/user:bot/Custom/acr-access-read/account',
    ]);
    expect(plan.findings.filter(({ blocking }) => blocking)).toEqual([]);
  });

  it('deletes a user only when the file says so', () => {
    expect(steps(planOf('users: { bot: { displayName: bot } }', { users: ['bot', 'else'] }))).toEqual([]);
    expect(steps(planOf('users: { bot: { state: absent } }', { users: ['bot'] }))).toEqual(['delete user/bot']);
    expect(steps(planOf('users: { bot: { state: absent } }', {}))).toEqual([]);
  });

  it('lets a grant end to the second', () => {
    const body = 'grants: { read: { can: pull, on: "prod:team/*", to: "user:alice", until: 2026-06-01T12:00:00Z } }';
    const at = (time: string) => steps(planOf(body, { users: ['alice'] }, { now: new Date(time) }));
    expect(at('2026-06-01T11:59:59Z')).toHaveLength(2);
    expect(at('2026-06-01T12:00:00Z')).toEqual([]);
  });

  it('removes what an ended grant gave, and says why', () => {
    const plan = planOf('grants: { read: { can: pull, on: "prod:team/*", to: "user:alice", until: 2026-01-01 } }', {
      users: ['alice'],
      owned: { 'acr-access-read': READ },
      attached: ['user:alice acr-access-read'],
    });
    expect(plan.changes.map(({ action, kind, reason }) => `${action} ${kind}: ${reason}`)).toEqual([
      'delete attachment: grant read ended at 2026-01-01T00:00:00Z',
      'delete policy: grant read ended at 2026-01-01T00:00:00Z',
    ]);
  });

  it('adopts an untagged policy only by name, and then rewrites it', () => {
    const world = {
      users: ['alice'],
      others: [{ name: 'acr-access-read', document: READ }],
      attached: ['user:alice acr-access-read'],
    };
    const adopted = planOf(GRANT, world, { adopt: ['acr-access-read'] });
    expect(steps(adopted)).toEqual(['update policy/acr-access-read']);
    expect(adopted.findings).toEqual([]);
  });

  it('keeps a policy that an ignored principal holds', () => {
    const plan = planOf('grants: {}\nsettings: { ignore: ["user:bob"], limits: { removalPercent: 100 } }', {
      users: ['alice', 'bob'],
      owned: { 'acr-access-read': READ },
      attached: ['user:alice acr-access-read', 'user:bob acr-access-read'],
    });
    expect(steps(plan)).toEqual(['delete attachment/user:alice/Custom/acr-access-read/account']);
    expect(plan.untouched.map(({ key }) => key)).toEqual([
      'policy/acr-access-read',
      'attachment/user:bob/Custom/acr-access-read/account',
    ]);
  });
});
