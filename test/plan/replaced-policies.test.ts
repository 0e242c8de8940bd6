import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/plan/make-plan.ts';
import { accountOf, configOf, judgements, NOW, OWNER, planOf, steps, type World } from '../support/world.ts';

const REPOSITORIES = 'acs:cr:cn-hangzhou:*:repository/cri-prod000000000001';
const document = (Action: string | string[], Resource: string = `${REPOSITORIES}/team/*`) => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
/** What `can: pull` on the team's repositories becomes, in one statement more than people write. */
const PULL = {
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: 'cr:GetAuthorizationToken', Resource: '*' },
    ...document(['cr:PullRepository', 'cr:Get*', 'cr:List*']).Statement,
  ],
};
const LESS = document('cr:PullRepository');
const OTHER = document('cr:PullRepository', `${REPOSITORIES}/other/*`);

const pull = (rest: string) => `grants:\n  read: { can: pull, on: "prod:team/*", ${rest} }\n`;
const REPLACING = pull('to: "user:alice", replaces: by-hand');
const byHand = (content: unknown, more: Partial<World> = {}): World => ({
  users: ['alice', 'bob'],
  others: [{ name: 'by-hand', document: content }],
  attached: ['user:alice by-hand'],
  ...more,
});
const DETACH = 'delete attachment/user:alice/Custom/by-hand/account';
const GIVE = ['create policy/acr-access-read', 'create attachment/user:alice/Custom/acr-access-read/account'];

describe('a grant that replaces a hand-made policy', () => {
  it('attaches its own first, then detaches, and leaves the policy as it is', () => {
    const plan = planOf(REPLACING, byHand(PULL));
    expect(steps(plan)).toEqual([...GIVE, DETACH]);
    expect(plan.changes.at(-1)).toMatchObject({
      reason: 'replaced by grant read',
      source: { line: 7 },
      replacedBy: ['policy/acr-access-read'],
    });
    expect(judgements(plan)).toEqual([]);
  });

  it('tells the reviewer that nobody loses anything, and what gives it from now on', () => {
    const { report } = planOf(REPLACING, byHand(PULL));
    expect(report).toMatchObject({ access: [], gains: 0, losses: 0 });
    expect(report.silent).toEqual([
      {
        key: 'attachment/user:alice/Custom/by-hand/account',
        kind: 'revokes-nothing',
        principal: 'user:alice',
        because: 'still-granted',
        still: ['acr-access-read'],
      },
    ]);
  });

  it('shows what is lost when the hand-made one gave more', () => {
    const { report } = planOf(REPLACING, byHand(OTHER));
    expect(report).toMatchObject({ gains: 1, losses: 1 });
    expect(report.access[0]?.lost).toMatchObject([{ verbs: ['pull'], cause: 'detached', source: { line: 7 } }]);
  });

  it('touches nobody else, no other scope, and no other policy', () => {
    const attached = ['user:bob by-hand', 'user:alice by-hand rg-team', 'group:ops by-hand', 'user:alice other'];
    const others = [
      { name: 'by-hand', document: PULL },
      { name: 'other', document: PULL },
    ];
    expect(steps(planOf(REPLACING, byHand(PULL, { groups: { ops: ['alice'] }, others, attached })))).toEqual(GIVE);
    const scoped = pull('to: "user:alice", scope: rg-team, replaces: by-hand');
    expect(steps(planOf(scoped, byHand(PULL, { others, attached }))).at(-1)).toBe(
      'delete attachment/user:alice/Custom/by-hand/rg-team',
    );
  });

  it('does not take the system policy of the same name', () => {
    const others = [{ name: 'by-hand', type: 'System' as const, document: PULL }];
    expect(steps(planOf(REPLACING, byHand(PULL, { others })))).toEqual(GIVE);
  });

  it('has nothing to do when the policy is not there, or not attached any more', () => {
    expect(steps(planOf(REPLACING, { users: ['alice'] }))).toEqual(GIVE);
    const done = { owned: { 'acr-access-read': PULL }, attached: ['user:alice acr-access-read', 'user:bob by-hand'] };
    expect(steps(planOf(REPLACING, byHand(PULL, done)))).toEqual([]);
  });

  it('goes with the others when several grants replace one policy', () => {
    const grants = `${REPLACING}  all: { can: full, on: "prod:other/*", to: "user:alice", replaces: [by-hand] }\n`;
    const plan = planOf(grants, byHand(document('cr:*', `${REPOSITORIES}/*`)));
    expect(plan.changes.at(-1)).toMatchObject({
      key: 'attachment/user:alice/Custom/by-hand/account',
      reason: 'replaced by grants all, read',
      replacedBy: ['policy/acr-access-all', 'policy/acr-access-read'],
    });
  });

  it('may give a system policy', () => {
    const grants =
      'grants: { a: { policy: AliyunContainerRegistryReadOnlyAccess, to: "user:alice", replaces: by-hand } }';
    const system = { name: 'AliyunContainerRegistryReadOnlyAccess', type: 'System' as const, document: PULL };
    const world = byHand(PULL, { others: [system, { name: 'by-hand', document: PULL }] });
    expect(steps(planOf(grants, world))).toEqual([
      'create attachment/user:alice/System/AliyunContainerRegistryReadOnlyAccess/account',
      DETACH,
    ]);
    // nothing is attached then, so nothing is replaced
    expect(steps(planOf(`${grants}\nsettings: { systemPolicies: report }`, world))).toEqual([]);
  });

  it('replaces nothing any more when it has ended', () => {
    const ended = planOf(pull('to: "user:alice", replaces: by-hand, until: 2020-01-01'), byHand(PULL));
    expect(steps(ended)).toEqual([]);
    expect(judgements(ended)).toEqual(['EXP01 grant/read']);
    const mixed = byHand(document('ecs:*'));
    expect(judgements(planOf(pull('to: "user:alice", replaces: by-hand, until: 2020-01-01'), mixed))).toEqual([
      'EXP01 grant/read',
    ]);
  });

  it('gives up what it replaced for good when it ends: the account is as the file says', () => {
    const plan = planOf(pull('to: "user:alice", replaces: by-hand, until: 2030-01-01'), byHand(PULL));
    expect(plan.report.losses).toBe(1);
    expect(plan.report.access[0]?.lost[0]).toMatchObject({ certainty: 'conditional' });
  });
});

describe("a policy that is not the file's to detach", () => {
  const tagged = (tags: Record<string, string>) => ({ others: [{ name: 'by-hand', document: PULL, tags }] });

  it('is one that carries an owner tag, held or not, and the finding names the owner', () => {
    const theirs = tagged({ 'managed-by': 'acr-access', 'managed-by-file': 'org/other:acr-access.yaml' });
    const plan = planOf(REPLACING, byHand(PULL, theirs));
    expect(steps(plan)).toEqual(GIVE);
    expect(judgements(plan)).toEqual(['!REP01 grant/read']);
    expect(plan.findings[0]).toMatchObject({
      source: { line: 7 },
      message: 'grant read replaces policy by-hand, which belongs to org/other:acr-access.yaml',
    });
    expect(plan.untouched).toEqual([
      {
        key: 'attachment/user:alice/Custom/by-hand/account',
        reason: 'policy by-hand belongs to org/other:acr-access.yaml',
      },
    ]);
    expect(judgements(planOf(REPLACING, byHand(PULL, { ...theirs, attached: [] })))).toEqual(['!REP01 grant/read']);
  });

  it.each([{ 'managed-by': 'acr-access' }, { 'managed-by-file': '' }])('is one with half of the tags: %j', (tags) => {
    const plan = planOf(REPLACING, byHand(PULL, tagged(tags as Record<string, string>)));
    expect([steps(plan), judgements(plan)]).toEqual([GIVE, ['!REP01 grant/read']]);
  });

  it.each([
    ['actions of other services', document(['cr:PullRepository', 'oss:GetObject']), 'such as oss:GetObject'],
    ['every action', document('*'), 'such as *'],
    [
      'a Deny of other services',
      { Version: '1', Statement: [{ ...document('ecs:*').Statement[0], Effect: 'Deny' }] },
      'such as ecs:*',
    ],
    [
      'everything but',
      { Version: '1', Statement: [{ Effect: 'Allow', NotAction: 'cr:*', Resource: '*' }] },
      'NotAction',
    ],
    ['a broken grammar', { Version: '2', Statement: PULL.Statement }, 'cannot be read as a policy'],
    ['no statements', { Version: '1', Statement: [] }, 'cannot be read as a policy'],
    ['no JSON', undefined, 'cannot be read as a policy'],
  ])('is one with %s', (_what, content, said) => {
    const plan = planOf(REPLACING, byHand(content));
    expect([steps(plan), judgements(plan)]).toEqual([GIVE, ['!REP02 grant/read']]);
    expect(plan.findings[0]?.message).toContain(said);
    expect(judgements(planOf(REPLACING, byHand(content, { attached: ['user:bob by-hand'] })))).toEqual([]);
  });

  it('is left with a principal that is ignored, whatever is in it', () => {
    // As a recipient it is an error of the file, but a change is judged with the settings of its base.
    const config = configOf(pull('to: ["user:alice", "user:bob"], replaces: by-hand'));
    const settings = { ...config.settings, ignore: ['user:alice'] };
    const planFor = (content: unknown) =>
      makePlan({
        config: { ...config, settings },
        account: accountOf(byHand(content)),
        owner: OWNER,
        adopt: [],
        now: NOW,
      });
    const plan = planFor(PULL);
    expect(steps(plan).filter((step) => step.startsWith('delete'))).toEqual([]);
    expect(plan.untouched).toContainEqual({
      key: 'attachment/user:alice/Custom/by-hand/account',
      reason: 'user:alice is ignored',
    });
    expect(judgements(planFor(document('ecs:*')))).toEqual([]);
  });
});

describe('removal limits and replaced policies', () => {
  const users = Array.from({ length: 40 }, (_, index) => `u${index}`);
  const to = `to: [${users.map((name) => `"user:${name}"`).join(', ')}], replaces: by-hand`;
  const adopting = (content: unknown, more = '') =>
    planOf(`${pull(to)}${more}`, {
      users,
      others: [{ name: 'by-hand', document: content }],
      attached: users.map((name) => `user:${name} by-hand`),
    });

  it.each([
    ['the same', PULL],
    ['less', LESS],
    [
      'what has ended',
      document('cr:*', '*').Statement.map((one) => ({
        ...one,
        Condition: { DateLessThan: { 'acs:CurrentTime': '2020-01-01T00:00:00Z' } },
      })),
    ],
  ])('let everybody be taken over at once who held %s', (_what, content) => {
    const whole = Array.isArray(content) ? { Version: '1', Statement: content } : content;
    expect(judgements(adopting(whole))).toEqual([]);
  });

  it('count what takes something away', () => {
    expect(judgements(adopting(OTHER))).toEqual(['!LIM01 settings/limits', '!LIM02 settings/limits']);
    expect(judgements(adopting(document('cr:*')))).toContain('!LIM01 settings/limits');
  });

  it('count a Deny that goes, because access may come back by it, and not one that the grant takes over', () => {
    const statements = [{ ...OTHER.Statement[0], Effect: 'Deny' }, ...LESS.Statement];
    const world = (grants: string) =>
      planOf(grants, {
        users,
        others: [{ name: 'by-hand', document: { Version: '1', Statement: statements } }],
        attached: users.map((name) => `user:${name} by-hand`),
      });
    expect(judgements(world(pull(to)))).toContain('!LIM01 settings/limits');
    expect(judgements(world(`grants: { raw: { statements: ${JSON.stringify(statements)}, ${to} } }`))).toEqual([]);
  });

  it('count what a Deny of the grant takes away', () => {
    const statements = [{ ...OTHER.Statement[0], Effect: 'Deny' }, ...LESS.Statement];
    const plan = planOf(`grants: { raw: { statements: ${JSON.stringify(statements)}, ${to} } }`, {
      users,
      others: [{ name: 'by-hand', document: OTHER }],
      attached: users.map((name) => `user:${name} by-hand`),
    });
    expect(judgements(plan)).toContain('!LIM01 settings/limits');
  });

  it('take what is like for like out of the share, so that it hides no other removal', () => {
    const gone = Array.from({ length: 5 }, (_, index) => `x${index}`);
    const kept = Array.from({ length: 5 }, (_, index) => `k${index}`);
    const grants = `${pull(to)}  stay: { can: pull, on: "prod:a/*", to: [${kept.map((name) => `"user:${name}"`).join(', ')}] }\n`;
    const plan = planOf(grants, {
      users: [...users, ...gone, ...kept],
      owned: { 'acr-access-stay': PULL },
      others: [{ name: 'by-hand', document: PULL }],
      attached: [
        ...users.map((name) => `user:${name} by-hand`),
        ...[...gone, ...kept].map((name) => `user:${name} acr-access-stay`),
      ],
    });
    expect(judgements(plan)).toEqual(['!LIM02 settings/limits']);
    expect(plan.findings[0]?.message).toContain('takes away 5 of 10 managed');
  });
});
