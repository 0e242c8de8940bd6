import { describe, expect, it } from 'vitest';
import { runApply, runPlan } from '../../src/pipeline.ts';
import type { AccountWriter } from '../../src/ports.ts';
import { snapshotAccount } from '../../src/state/snapshot.ts';
import { recordingReporter, rejection, steppedClock } from '../edges/alibaba/support/fake-service.ts';
import { sectionsOf } from './page.ts';
import { BOT, connectedAs, FEATURES, type Feature, requestFor } from './permissions-world.ts';

interface Block {
  readonly Version: string;
  readonly Statement: readonly { readonly Effect: string; readonly Action: string[]; readonly Resource: unknown }[];
}

const sections = new Map(
  sectionsOf('permissions.md').flatMap(({ title, text, blocks }) =>
    blocks[0] === undefined ? [] : [[title, { text, policy: JSON.parse(blocks[0].text) as Block }] as const],
  ),
);
const policyOf = (title: string): Block => {
  const section = sections.get(title);
  if (section === undefined) throw new Error(`the page has no section ${title}`);
  return section.policy;
};
const actionsOf = ({ Statement }: Block): string[] => Statement.flatMap(({ Action }) => Action);
/** The policies with one action taken out; a policy that is left without a statement would not be accepted, so it goes. */
const without = (blocks: readonly Block[], action: string): Block[] =>
  blocks
    .map((block) => ({
      ...block,
      Statement: block.Statement.map((statement) => ({
        ...statement,
        Action: statement.Action.filter((held) => held !== action),
      })).filter(({ Action }) => Action.length > 0),
    }))
    .filter(({ Statement }) => Statement.length > 0);

const READS: Partial<Record<Feature, string>> = {
  roles: 'Plan, with grants to roles',
  resourceGroups: 'Plan, with grants in resource groups',
  deletion: 'Plan, with deletion of users',
};
const WRITES: Partial<Record<Feature, string>> = {
  roles: 'Apply, with grants to roles',
  replaces: 'Apply, with replaces',
  groups: 'Apply, with groups',
  users: 'Apply, with users',
  deletion: 'Apply, with deletion of users',
};
const ALL = Object.keys(FEATURES) as Feature[];
const reading = (features: readonly Feature[]): Block[] =>
  ['Plan', ...features.flatMap((feature) => READS[feature] ?? [])].map(policyOf);
const writing = (features: readonly Feature[]): Block[] =>
  ['Apply', 'Never on itself', ...features.flatMap((feature) => WRITES[feature] ?? [])].map(policyOf);

/** The page says so, in these sections: what is not judged without it, and what is needed only after a lost answer. */
const OPTIONAL_IN = { 'ram:GetRole': 'Plan, with grants to roles', 'ram:SetDefaultPolicyVersion': 'Apply' };
const OPTIONAL = Object.keys(OPTIONAL_IN);
/** Something could not be seen. */
const BLIND = ['VIS01', 'VIS05'];

const ports = () => ({ clock: steppedClock(), reporter: recordingReporter(), random: () => 0 });

async function plan(policies: readonly Block[], features: readonly Feature[]) {
  const { reader } = await connectedAs(policies);
  const run = await runPlan(requestFor(features), { reader, ...ports() });
  if (run.plan.findings.some(({ id, blocking }) => blocking || BLIND.includes(id))) throw new Error('blocked or blind');
  return run.plan;
}

async function apply(policies: readonly Block[], features: readonly Feature[]) {
  const { reader, writer } = await connectedAs(policies);
  const { signal } = new AbortController();
  const { plan: planned, result } = await runApply(requestFor(features), {
    ...ports(),
    reader,
    writer,
    signal,
    approve: async () => {},
  });
  expect(planned.changes.length).toBeGreaterThan(0);
  const failed = result.outcomes.filter(({ result: outcome }) => outcome !== 'done');
  if (!result.converged) throw new Error(failed.map(({ message }) => message).join('\n'));
}

async function snapshot(policies: readonly Block[]) {
  const { reader } = await connectedAs(policies);
  return snapshotAccount(reader, { account: undefined, regions: ['cn-hangzhou'] });
}

describe('the page', () => {
  it('gives a reason for every action, next to its block', () => {
    for (const [title, { text, policy }] of sections) {
      const table = text.slice(text.indexOf('| action |'));
      for (const action of actionsOf(policy)) expect(table, `${title}: ${action}`).toContain(`\`${action}\``);
    }
    for (const [action, title] of Object.entries(OPTIONAL_IN)) {
      expect(sections.get(title)?.text).toContain(`\`${action}\` | optional`);
    }
  });
});

const COMBINATIONS: { features: Feature[] }[] = [
  { features: [] },
  ...ALL.map((feature) => ({ features: [feature] })),
  { features: ALL },
];

describe('the reading identity', () => {
  it.each(COMBINATIONS)('plans a file with $features', async ({ features }) => {
    expect((await plan(reading(features), features)).changes.length).toBeGreaterThan(0);
  });

  it('takes a snapshot', async () => {
    const file = await snapshot([policyOf('Plan'), policyOf('Snapshot')]);
    expect([file.instances.length, file.personal.length]).toEqual([1, 1]);
  });

  it.each(
    reading(ALL)
      .flatMap(actionsOf)
      .filter((action) => !OPTIONAL.includes(action))
      .map((action) => ({ action })),
  )('needs $action', async ({ action }) => {
    expect((await rejection(plan(without(reading(ALL), action), ALL))).kind).toBe('denied');
  });

  it('plans without ram:GetRole, and says that it did not look', async () => {
    const { reader } = await connectedAs(without(reading(ALL), 'ram:GetRole'));
    const { plan: planned } = await runPlan(requestFor(ALL), { reader, ...ports() });
    expect(planned.findings.filter(({ id }) => BLIND.includes(id))).toMatchObject([
      { id: 'VIS05', blocking: false, message: expect.stringContaining('role:ci') },
    ]);
  });

  it.each(actionsOf(policyOf('Snapshot')).map((action) => ({ action })))(
    'needs $action for snapshots',
    async ({ action }) => {
      const policies = [policyOf('Plan'), ...without([policyOf('Snapshot')], action)];
      expect((await rejection(snapshot(policies))).kind).toBe('denied');
    },
  );

  it('cannot write anything', async () => {
    const { emulator, writer } = await connectedAs([...reading(ALL), policyOf('Snapshot')]);
    const before = emulator.snapshot();
    for (const write of everyWrite(writer())) expect((await rejection(write())).kind).toBe('denied');
    expect(emulator.snapshot()).toEqual(before);
  });
});

/** One call of every write, on things that exist. */
function everyWrite(writer: AccountWriter): (() => Promise<unknown>)[] {
  const document = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"cr:*","Resource":"*"}]}';
  const attachment = {
    principal: 'user:alice',
    policy: 'acr-access-changed',
    type: 'Custom',
    scope: 'account',
  } as const;
  return [
    () => writer.createPolicy({ name: 'acr-access-x', document, description: 'x', tags: {} }),
    () => writer.createPolicyVersion('acr-access-changed', document),
    () => writer.setDefaultPolicyVersion('acr-access-dropped', 'v1'),
    () => writer.updatePolicyDescription('acr-access-changed', 'x'),
    () => writer.tagPolicy('acr-access-changed', { a: 'b' }),
    () => writer.deletePolicyVersion('acr-access-dropped', 'v1'),
    () => writer.deletePolicy('acr-access-taken'),
    () => writer.attach(attachment),
    () => writer.attach({ ...attachment, principal: 'group:team-a' }),
    () => writer.attach({ ...attachment, principal: 'role:ci' }),
    () => writer.detach({ ...attachment, principal: 'user:bob', policy: 'acr-access-dropped' }),
    () => writer.detach({ ...attachment, principal: 'group:team-a', policy: 'acr-access-dropped' }),
    () => writer.createUser({ name: 'x' }),
    () => writer.updateUser({ name: 'alice', comments: 'x' }),
    () => writer.deleteUser('gone'),
    () => writer.createGroup({ name: 'team-x' }),
    () => writer.updateGroup({ name: 'team-a', comments: 'x' }),
    () => writer.addMember('admins', 'alice'),
    () => writer.removeMember('team-a', 'alice'),
  ];
}

describe('the writing identity', () => {
  it.each(COMBINATIONS)('applies a file with $features', async ({ features }) => {
    await apply([...reading(features), ...writing(features)], features);
  });

  const allows = writing(ALL).filter((block) => block !== policyOf('Never on itself'));
  it.each(
    allows
      .flatMap(actionsOf)
      .filter((action) => !OPTIONAL.includes(action))
      .map((action) => ({ action })),
  )('needs $action', async ({ action }) => {
    const policies = [...reading(ALL), ...without(writing(ALL), action)];
    await expect(apply(policies, ALL)).rejects.toThrow('not authorized');
  });

  it('applies without the optional actions', async () => {
    await apply([...reading(ALL), ...OPTIONAL.reduce(without, writing(ALL))], ALL);
  });

  it('cannot give what is not its own, or touch policies without the prefix', async () => {
    const { emulator, writer } = await connectedAs([...reading(ALL), ...writing(ALL)]);
    const write = writer();
    const before = emulator.snapshot();
    const foreign = [
      { policy: 'AdministratorAccess', type: 'System' },
      { policy: 'AliyunRAMFullAccess', type: 'System' },
      { policy: 'hand-made', type: 'Custom' },
    ] as const;
    const attempts = [
      ...foreign.flatMap((given) =>
        (['user:alice', 'group:team-a', 'role:ci'] as const).map(
          (principal) => () => write.attach({ principal, ...given, scope: 'account' }),
        ),
      ),
      () => write.createPolicyVersion('hand-made', '{"Version":"1","Statement":[]}'),
      () => write.createPolicyVersion('bot-0', '{"Version":"1","Statement":[]}'),
      () => write.updatePolicyDescription('hand-made', 'x'),
      () => write.tagPolicy('hand-made', { a: 'b' }),
      () => write.deletePolicy('hand-made'),
      () => write.addMember('admins', 'alice'),
    ];
    for (const attempt of attempts) expect((await rejection(attempt())).kind).toBe('denied');
    expect(emulator.snapshot()).toEqual(before);
  });

  const onItself = {
    'ram:AttachPolicyToUser': (writer: AccountWriter) =>
      writer.attach({ principal: `user:${BOT}`, policy: 'acr-access-changed', type: 'Custom', scope: 'account' }),
    'ram:AttachPolicyToRole': (writer: AccountWriter) =>
      writer.attach({ principal: `role:${BOT}`, policy: 'acr-access-changed', type: 'Custom', scope: 'account' }),
    'ram:AddUserToGroup': (writer: AccountWriter) => writer.addMember('team-a', BOT),
  };
  it.each(actionsOf(policyOf('Never on itself')).map((action) => ({ action })))(
    'cannot use $action on itself, because of the Deny alone',
    async ({ action }) => {
      const attempt = onItself[action as keyof typeof onItself];
      const policies = writing(ALL);
      expect((await rejection(attempt((await connectedAs(policies)).writer()))).kind).toBe('denied');
      const others = policies.filter((block) => block !== policyOf('Never on itself'));
      const weaker = [...others, ...without([policyOf('Never on itself')], action)];
      await attempt((await connectedAs(weaker)).writer());
    },
  );
});
