import { describe, expect, test } from 'vitest';
import { type Fault, MemoryAccount } from '../support/memory-account.ts';
import { changesBetween } from './changes-between.ts';
import { applyPolicies, none, p } from './policy-run.ts';
import { allow, runApply } from './run-apply.ts';

describe('deleting a policy', () => {
  const old = p({ older: [allow('1'), allow('2')] });

  test('removes its old versions first', async () => {
    const run = await applyPolicies(old, none);
    expect(run.result).toBe('done');
    expect(run.account.effects().map(({ operation, args }) => [operation, ...args])).toEqual([
      ['deletePolicyVersion', 'p', 'v1'],
      ['deletePolicyVersion', 'p', 'v2'],
      ['deletePolicy', 'p'],
    ]);
  });

  test.each(['deletePolicyVersion', 'deletePolicy'] as const)('%s may be sent again', async (on) => {
    const lost = await applyPolicies(old, none, [{ on, kind: 'unclear-before' }]);
    expect([lost.result, lost.account.effects().length]).toEqual(['done', 3]);
    const late = await applyPolicies(old, none, [{ on, kind: 'unclear-after', reads: 5 }]);
    expect([late.result, late.account.effects().length]).toEqual(['done', 3]);
  });

  test('that is gone, or goes meanwhile, was so already', async () => {
    expect((await applyPolicies(p(), none, [], ({ writer }) => writer.deletePolicy('p'))).result).toBe('already');
    const code = 'EntityNotExist.Policy';
    const run = await applyPolicies(p(), none, [{ on: 'deletePolicy', kind: 'reject', as: 'not-found', code }]);
    expect(run.result).toBe('already');
    const version = { on: 'deletePolicyVersion', kind: 'reject', as: 'not-found', code: `${code}.Version` } as const;
    // the version stays in this model, so the policy cannot go
    expect((await applyPolicies(old, none, [version])).message).toContain('DeleteConflict.Policy.Version');
  });

  test('that somebody else changed is not deleted', async () => {
    const run = await applyPolicies(p(), none, [], ({ writer }) =>
      writer.createPolicyVersion('p', JSON.stringify(allow('new'))),
    );
    expect([run.result, run.message]).toEqual(['failed', 'the document of policy p was changed since it was planned']);
    expect(run.account.contents()).toEqual(run.before);
  });

  test('outwaits the lag after this run detached it', async () => {
    const conflict = {
      on: 'deletePolicy',
      kind: 'reject',
      as: 'conflict',
      code: 'DeleteConflict.Policy.User',
    } as const;
    const run = await applyPolicies({ ...p(), attachments: ['user:alice/Custom/p'] }, none, [
      { ...conflict, times: 4 },
    ]);
    expect([run.result, run.slept]).toEqual(['done', [250, 500, 1000, 2000]]);
    const never = await applyPolicies({ ...p(), attachments: ['user:alice/Custom/p'] }, none, [
      { ...conflict, times: 99 },
    ]);
    expect([never.result, never.sent('deletePolicy'), never.message]).toEqual([
      'failed',
      6,
      'the policy p cannot be deleted: RAM deletePolicy failed: DeleteConflict.Policy.User',
    ]);
  });

  test('names what still holds it, without waiting and without detaching', async () => {
    const run = await applyPolicies(p(), none, [], async ({ writer }) => {
      await writer.attach({ principal: 'user:alice', type: 'Custom', policy: 'p', scope: 'account' });
      await writer.attach({ principal: 'user:alice', type: 'Custom', policy: 'p', scope: 'rg-default' });
    });
    expect([run.result, run.message, run.slept]).toEqual([
      'failed',
      'the policy p cannot be deleted: it is still attached to user:alice, user:alice (in rg-default)',
      [],
    ]);
    expect(run.account.contents()).toEqual(run.before);
  });

  test('that is held and cannot be looked into says what the service said', async () => {
    const faults: Fault[] = [
      { on: 'deletePolicy', kind: 'reject', as: 'conflict', code: 'DeleteConflict.Policy.Role' },
      { on: 'attachments', kind: 'denied' },
    ];
    const run = await applyPolicies(p(), none, faults);
    expect(run.message).toBe('the policy p cannot be deleted: RAM deletePolicy failed: DeleteConflict.Policy.Role');
  });

  test('that is held, with a bug on the way to the holders, does not hide the bug', async () => {
    const account = new MemoryAccount(p());
    account.faults = [{ on: 'deletePolicy', kind: 'reject', as: 'conflict', code: 'DeleteConflict.Policy.Role' }];
    const reader = { ...account.reader, attachments: () => Promise.reject(new RangeError('bug')) };
    const { outcomes } = await runApply(
      { writer: account.writer, reader },
      changesBetween(account, new MemoryAccount(none)),
    );
    expect(outcomes[0]?.message).toBe('an unexpected RangeError inside the tool');
  });

  test('that is denied after its old versions went says so', async () => {
    const run = await applyPolicies(old, none, [{ on: 'deletePolicy', kind: 'denied' }]);
    expect(run.message).toBe(
      'RAM deletePolicy failed: NoPermission (already in place: the deletion of version v1, the deletion of version v2)',
    );
  });
});
