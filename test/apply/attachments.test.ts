import { describe, expect, test } from 'vitest';
import { type Fault, MemoryAccount, type Operation } from '../support/memory-account.ts';
import { attachmentOf, type Seed } from '../support/memory-world.ts';
import { changesBetween } from './changes-between.ts';
import { allow, runApply } from './run-apply.ts';

const base: Seed = {
  users: ['alice'],
  roles: ['ci'],
  groups: { ops: [] },
  policies: [{ name: 'p', document: allow('a') }],
};
const held = (...attachments: string[]): MemoryAccount => new MemoryAccount({ ...base, attachments });

/** Applies what makes `from` into `to` with these faults, and gives the last outcome in short. */
async function apply(from: MemoryAccount, to: MemoryAccount, ...faults: Fault[]) {
  const changes = changesBetween(from, to);
  from.faults = faults;
  const { outcomes, slept } = await runApply(from, changes);
  const { result, message, remedy, requestIds } = outcomes.at(-1)!;
  const sent = (operation: Operation) => from.calls.filter((call) => call.operation === operation).length;
  return { result, message, remedy, requestIds, slept, sent };
}

describe.each(['user:alice', 'group:ops', 'role:ci'])('attaching to %s', (principal) => {
  describe.each(['account', 'rg-default'])('in scope %s', (scope) => {
    const key = `${principal}/Custom/p/${scope}`;
    const elsewhere = `${principal}/Custom/p/${scope === 'account' ? 'rg-default' : 'account'}`;

    test('somebody did it meanwhile: it was so already', async () => {
      const account = held();
      const changes = changesBetween(account, held(key));
      await account.writer.attach(attachmentOf(key));
      const { outcomes } = await runApply(account, changes);
      expect(outcomes[0]).toMatchObject({ result: 'already', message: '', remedy: '' });
    });

    test('"already attached" in another scope is a failure that says so', async () => {
      const entity = { user: 'User', group: 'Group', role: 'Role' }[principal.split(':')[0]!];
      const conflict = { on: 'attach', kind: 'reject', as: 'already-exists' } as const;
      const { result, message, slept } = await apply(held(elsewhere), held(elsewhere, key), {
        ...conflict,
        code: `EntityAlreadyExists.${entity}.Policy`,
      });
      expect(result).toBe('failed');
      expect(message).toMatch(
        /^the service says that p is attached to .* already, but the account does not show it in/,
      );
      expect(slept).toHaveLength(3);
    });

    test('a lost answer is read back, not sent again', async () => {
      const run = await apply(held(), held(key), { on: 'attach', kind: 'unclear-after' });
      expect([run.result, run.sent('attach')]).toEqual(['done', 1]);
    });

    test('an answer lost on the way there is sent again', async () => {
      const account = held();
      const run = await apply(account, held(key), { on: 'attach', kind: 'unclear-before' });
      expect([run.result, run.sent('attach')]).toEqual(['done', 2]);
      expect(account.world.attachments.has(key)).toBe(true);
    });

    test('a lost answer and reads that lag longer than we look: sent again, and known as our own', async () => {
      const run = await apply(held(), held(key), { on: 'attach', kind: 'unclear-after', reads: 4 });
      expect([run.result, run.sent('attach'), run.slept.length]).toEqual(['done', 2, 3]);
    });

    test('detaching: gone already, lost answers', async () => {
      const account = held(key);
      const changes = changesBetween(account, held());
      await account.writer.detach(attachmentOf(key));
      expect((await runApply(account, changes)).outcomes[0]?.result).toBe('already');
      const after = await apply(held(key), held(), { on: 'detach', kind: 'unclear-after' });
      expect([after.result, after.sent('detach')]).toEqual(['done', 1]);
      const before = await apply(held(key), held(), { on: 'detach', kind: 'unclear-before' });
      expect([before.result, before.sent('detach')]).toEqual(['done', 2]);
    });
  });
});

describe('attaching and detaching', () => {
  const key = 'user:alice/Custom/p/account';

  test('lost answers without end fail after three sends, with what to do', async () => {
    const run = await apply(held(), held(key), { on: 'attach', kind: 'unclear-before', times: 9 });
    expect([run.result, run.sent('attach')]).toEqual(['failed', 3]);
    expect(run.remedy).toBe('It may have taken effect all the same: run apply again, it looks first at what is there.');
  });

  test('a lost answer that cannot be read back is not sent again', async () => {
    const run = await apply(
      held(),
      held(key),
      { on: 'attach', kind: 'unclear-before' },
      { on: 'attachmentsOf', kind: 'unreachable', times: 9 },
    );
    expect([run.result, run.message, run.sent('attach')]).toEqual(['failed', 'RAM attach failed: unclear', 1]);
  });

  test('"already attached" that cannot be checked is a failure', async () => {
    const run = await apply(
      held(key),
      held(key, 'user:alice/Custom/p/rg-default'),
      { on: 'attach', kind: 'reject', as: 'already-exists', code: 'EntityAlreadyExists.User.Policy' },
      { on: 'attachments', kind: 'denied', times: 9 },
    );
    expect(run.result).toBe('failed');
    expect(run.message).toMatch(/already, but the account cannot be read to check the scope$/);
  });

  test.each([
    ['throttled', 'RAM attach failed: Throttling.User', 'The service is busy: wait a minute, then run apply again.'],
    [
      'denied',
      'RAM attach failed: NoPermission',
      'Give the identity that runs apply the missing permission, then run apply again.',
    ],
    [
      'unreachable',
      'RAM attach failed: unreachable',
      'Check the network between the runner and Alibaba Cloud, then run apply again.',
    ],
  ] as const)('an attach that is %s fails after one send', async (kind, message, remedy) => {
    const run = await apply(held(), held(key), { on: 'attach', kind });
    expect(run).toMatchObject({ result: 'failed', message, remedy });
    expect(run.sent('attach')).toBe(1);
  });

  test.each([
    ['limit', 'LimitExceeded.User.Policy'],
    ['invalid', 'InvalidParameter.PolicyType'],
    ['not-found', 'EntityNotExist.User'],
    ['not-found', 'EntityNotExist.Policy'],
    ['not-found', 'EntityNotExists.ResourceGroup'],
    ['not-found', ''],
    ['credentials', 'InvalidSecurityToken.Expired'],
    ['bad-answer', ''],
  ] as const)('%s %s on attach is a failure without a second try', async (as, code) => {
    const run = await apply(held(), held(key), { on: 'attach', kind: 'reject', as, code });
    expect([run.result, run.sent('attach'), run.slept]).toEqual(['failed', 1, []]);
    expect(run.remedy).not.toBe('');
  });

  test.each([
    'EntityNotExist.Policy',
    'EntityNotExist.User',
    'EntityNotExist',
    'EntityNotExist.Group.Policy',
    'EntityNotExists.ResourceGroup',
    '',
  ])('detaching something that is not found as %j is a failure: the name may be wrong', async (code) => {
    const account = held(key);
    const run = await apply(account, held(), { on: 'detach', kind: 'reject', as: 'not-found', code });
    expect(run.result).toBe('failed');
    expect(account.world.attachments.has(key)).toBe(true);
  });

  test('request ids of refused tries are kept beside those of good ones', async () => {
    const run = await apply(held(), held(key), { on: 'attach', kind: 'unclear-before' });
    expect(run.requestIds).toEqual(['R-0005']);
    const denied = await apply(held(), held(key), { on: 'attach', kind: 'denied' });
    expect(denied.requestIds).toEqual(['R-0000']);
  });
});

describe('what was created just before and is not seen yet', () => {
  const created: Seed = { ...base, users: ['alice', 'new'], groups: { ops: [], team: ['new'] } };
  const from = () => new MemoryAccount(base);

  test.each([
    ['user:new/Custom/p/account', 'EntityNotExist.User'],
    ['group:team/Custom/p/account', 'EntityNotExist.Group'],
    ['user:new/Custom/q/account', 'EntityNotExist.Policy'],
  ])('attaching %s is tried again after %s', async (key, code) => {
    const policies = [...base.policies!, { name: 'q', document: allow('q') }];
    const account = from();
    const wanted = new MemoryAccount({ ...created, policies, attachments: [key] });
    const fault = { on: 'attach', kind: 'reject', as: 'not-found', code } as const;
    const run = await apply(account, wanted, { ...fault, times: 3 });
    expect([run.result, run.sent('attach'), run.slept]).toEqual(['done', 4, [250, 500, 1000]]);
    const again = await apply(from(), wanted, { ...fault, times: 99 });
    expect([again.result, again.sent('attach')]).toEqual(['failed', 6]);
  });

  test('but not when what is missing was there before this run', async () => {
    const wanted = new MemoryAccount({ ...created, attachments: ['user:new/Custom/p/account'] });
    const fault = { on: 'attach', kind: 'reject', as: 'not-found', code: 'EntityNotExist.Policy' } as const;
    const run = await apply(from(), wanted, fault);
    expect([run.result, run.sent('attach')]).toEqual(['failed', 1]);
  });

  test('nor when the custom policy just created only shares its name with the system policy', async () => {
    const name = 'AliyunContainerRegistryFullAccess';
    const policies = [...base.policies!, { name, document: allow('q') }];
    const wanted = new MemoryAccount({ ...base, policies, attachments: [`user:alice/System/${name}/account`] });
    const fault = { on: 'attach', kind: 'reject', as: 'not-found', code: 'EntityNotExist.Policy' } as const;
    const run = await apply(from(), wanted, fault);
    expect([run.result, run.sent('attach')]).toEqual(['failed', 1]);
  });

  test('nor when it turned out that somebody else had created it before', async () => {
    const account = from();
    const changes = changesBetween(
      account,
      new MemoryAccount({ ...created, attachments: ['user:new/Custom/p/account'] }),
    );
    await account.writer.createUser({ name: 'new' });
    account.faults = [{ on: 'attach', kind: 'reject', as: 'not-found', code: 'EntityNotExist.User' }];
    const { outcomes } = await runApply(account, changes);
    expect(outcomes.at(-1)?.result).toBe('failed');
    expect(account.calls.filter(({ operation }) => operation === 'attach')).toHaveLength(1);
  });

  test.each(['EntityNotExist.User', 'EntityNotExist.Group'])('a membership is tried again after %s', async (code) => {
    const run = await apply(from(), new MemoryAccount(created), {
      on: 'addMember',
      kind: 'reject',
      as: 'not-found',
      code,
    });
    expect([run.result, run.sent('addMember')]).toEqual(['done', 2]);
  });

  test('a membership of known ends is not', async () => {
    const wanted = new MemoryAccount({ ...base, groups: { ops: ['alice'] } });
    const code = 'EntityNotExist.User';
    const run = await apply(from(), wanted, { on: 'addMember', kind: 'reject', as: 'not-found', code });
    expect([run.result, run.sent('addMember')]).toEqual(['failed', 1]);
  });
});
