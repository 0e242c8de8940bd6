import { beforeEach, describe, expect, test } from 'vitest';
import type { PolicyName } from '../../../src/policy/principal.ts';
import type { Attachment } from '../../../src/state/types.ts';
import { said } from '../support/merged.ts';
import { Repository } from '../support/pull-request.ts';
import { FILE, WORLD, writes } from '../support/world.ts';

const byHand = (user: string, policy = 'AliyunContainerRegistryFullAccess'): Attachment => ({
  principal: `user:${user}`,
  policy: policy as PolicyName,
  type: 'System',
  scope: 'account',
});

let repository: Repository;
/** The account is what the file says. */
const settle = async (): Promise<void> => {
  repository = await Repository.create();
  repository.moveMain(repository.commit('main', FILE));
  expect((await repository.onPush('0'.repeat(40), { unreviewed: 'allow' })).code).toBe(0);
  repository.requests();
  repository.emulator.journal.length = 0;
};
const issues = () => repository.github.state.issues;
const issueWrites = (): string[] => repository.requests().filter((line) => /^(POST|PATCH) .*issues/.test(line));

describe('drift', () => {
  beforeEach(settle);

  test('that is none opens nothing', async () => {
    const run = await repository.onSchedule({ 'fail-on-drift': 'true' });
    expect([run.code, run.outputs.drift]).toEqual([0, 'false']);
    expect(issues()).toEqual([]);
  });

  test('is one issue that is left alone while it stays, edited with a comment when it changes, and closed', async () => {
    await repository.byHand((writer) => writer.attach(byHand('alice')));
    const found = await repository.onSchedule();
    expect([found.code, found.outputs.drift], found.log).toEqual([0, 'true']);
    expect(issues()).toMatchObject([{ state: 'open', author: 'github-actions[bot]' }]);
    const { number, body } = issues()[0]!;
    expect(body.split('\n')[0]).toMatch(/^<!-- acr-access:drift v1 key=[0-9a-f]{16} -->$/);
    repository.requests();

    await repository.onSchedule();
    expect(issueWrites()).toEqual([]);

    await repository.byHand((writer) => writer.attach(byHand('bob')));
    await repository.onSchedule();
    expect(issueWrites()).toHaveLength(2);
    expect(issues()).toHaveLength(1);
    expect(issues()[0]?.body).toContain('user:bob');
    expect(repository.comments(number)).toEqual([expect.stringContaining('The drift changed')]);

    for (const user of ['alice', 'bob']) await repository.byHand((writer) => writer.detach(byHand(user)));
    const clean = await repository.onSchedule();
    expect(clean.outputs.drift).toBe('false');
    expect(issues().map(({ state }) => state)).toEqual(['closed']);
    expect(writes(repository.emulator)).toEqual([]);
  });

  test('fails the step when it is asked to', async () => {
    await repository.byHand((writer) => writer.attach(byHand('alice')));
    const run = await repository.onSchedule({ 'fail-on-drift': 'true' });
    expect([run.code, run.outputs.drift]).toEqual([2, 'true']);
    expect(issues()).toHaveLength(1);
  });

  test('of an account that cannot be read is not known: no output, and the issue stays', async () => {
    await repository.byHand((writer) => writer.attach(byHand('alice')));
    await repository.onSchedule();
    const before = structuredClone(issues());
    await repository.byHand((writer) => writer.detach(byHand('alice')));
    for (const operation of ['RAM ListUsers', 'RAM ListPolicies', 'ListPolicyAttachments']) {
      const repair = repository.emulator.faults.add({ operation, fault: { kind: 'html' } });
      const run = await repository.onSchedule();
      expect([operation, run.code, run.outputs.drift], run.log).toEqual([operation, 1, undefined]);
      repair();
    }
    expect(issues()).toEqual(before);
  });

  test('an issue that cannot be written fails the run: else nobody would hear of it', async () => {
    await repository.byHand((writer) => writer.attach(byHand('alice')));
    repository.permissions.issues = 'read';
    const run = await repository.onSchedule();
    expect([run.code, run.outputs.drift]).toEqual([1, 'true']);
    expect(said(run, 'error')).toContain('issues: write');
  });

  test("leaves somebody else's issue with the same first line alone", async () => {
    await repository.byHand((writer) => writer.attach(byHand('alice')));
    await repository.onSchedule();
    const [own] = issues();
    const forged = { ...own!, number: 1, author: 'mallory' };
    repository.github.state.issues.unshift(structuredClone(forged));
    await repository.byHand((writer) => writer.detach(byHand('alice')));
    await repository.onSchedule();
    expect(issues()).toEqual([forged, { ...own, state: 'closed' }]);
  });

  test('is refused off the default branch, before any call', async () => {
    const sha = repository.github.state.branches.main!;
    for (const name of ['schedule', 'workflow_dispatch', 'push']) {
      const ref = 'refs/heads/feature';
      const event = { ref, before: sha, after: sha };
      const run = await repository.run(name, { event, sha, ref, file: FILE, inputs: { command: 'drift' } });
      expect([name, run.code, run.outputs.drift]).toEqual([name, 3, undefined]);
    }
    expect(repository.emulator.journal).toEqual([]);
    expect(repository.requests()).toEqual([]);
  });
});

test('an issue is not closed by somebody who cannot see resource groups', async () => {
  const statement = [
    { Effect: 'Allow', Action: ['ram:Get*', 'ram:List*', 'cr:Get*', 'cr:List*'], Resource: '*' },
    { Effect: 'Deny', Action: 'ram:ListPolicyAttachments', Resource: '*' },
  ];
  const rights = { name: 'rights', type: 'Custom' as const, document: { Version: '1', Statement: statement } };
  const key = { id: 'LTAI-caller-0001', secret: 'caller-secret-0001', owner: 'user:reader' as const };
  const settled = FILE.replace(/grants:[\s\S]*settings/, 'grants: {}\nsettings');
  repository = await Repository.create({
    account: {
      policies: [rights],
      groups: [{ name: 'frontend', members: ['alice', 'bob'] }],
      attachments: [{ principal: 'user:reader', policy: 'rights', type: 'Custom' }],
      users: WORLD.users!,
    },
    accessKeys: [{ id: 'LTAI-emulator', secret: 'emulator-secret' }, key],
  });
  repository.moveMain(repository.commit('main', settled));
  await repository.byHand((writer) => writer.attach(byHand('alice')));
  const caller = { 'access-key-id': key.id, 'access-key-secret': key.secret };
  await repository.onSchedule(caller);
  expect(issues().map(({ state }) => state)).toEqual(['open']);

  await repository.byHand((writer) => writer.detach(byHand('alice')));
  const run = await repository.onSchedule(caller);
  expect(run.code, run.log).toBe(0);
  expect(run.log).toContain('VIS01');
  expect(issues().map(({ state }) => state)).toEqual(['open']);
  await repository.onSchedule();
  expect(issues().map(({ state }) => state)).toEqual(['closed']);
});

test('a schedule that may apply ends a grant whose time is over', async () => {
  const ended = FILE.replace('to: role:ci', 'to: role:ci, until: 2020-01-01');
  repository = await Repository.create();
  repository.moveMain(repository.commit('main', FILE));
  await repository.onPush('0'.repeat(40), { unreviewed: 'allow' });
  repository.moveMain(repository.commit('ended', ended));

  const refused = await repository.onSchedule({ command: 'apply' });
  expect(refused.code).toBe(3);
  const run = await repository.onSchedule({ command: 'apply', unreviewed: 'allow' });
  expect([run.code, run.outputs.losses, run.outputs.applied], run.log).toEqual([0, '1', '2']);
  expect((await repository.onSchedule()).outputs.drift).toBe('false');
});
