import { describe, expect, test } from 'vitest';
import { type Fault, MemoryAccount, type Operation } from '../support/memory-account.ts';
import type { PolicySeed, Seed } from '../support/memory-world.ts';
import { changesBetween } from './changes-between.ts';
import { allow, runApply } from './run-apply.ts';

const p = (fields: Partial<PolicySeed> = {}): Seed => ({
  users: ['alice'],
  policies: [{ name: 'p', document: allow('a'), tags: { owner: 'us' }, description: 'grant p', ...fields }],
});
const none: Seed = { users: ['alice'] };

/** Applies what makes `from` into `to`, after somebody else did `meanwhile`. */
async function apply(
  from: Seed,
  to: Seed,
  faults: readonly Fault[] = [],
  meanwhile: (account: MemoryAccount) => Promise<unknown> = () => Promise.resolve(),
) {
  const account = new MemoryAccount(from);
  const changes = changesBetween(account, new MemoryAccount(to));
  await meanwhile(account);
  const before = account.copy().contents();
  account.faults = faults;
  const { outcomes, slept } = await runApply(account, changes);
  const { result, message, remedy } = outcomes.at(-1)!;
  const sent = (operation: Operation) => account.calls.filter((call) => call.operation === operation).length;
  const versions = account.world.policies.get('Custom/p')?.versions.map(({ id }) => id) ?? [];
  const isDefault = account.world.policies.get('Custom/p')?.defaultVersion;
  return { account, before, result, message, remedy, slept, sent, versions, isDefault };
}

describe('creating a policy', () => {
  test('sends minified text, description and tags in one call', async () => {
    const { account, result } = await apply(none, p());
    expect(result).toBe('done');
    expect(account.calls).toHaveLength(1);
    expect(account.calls[0]?.args[0]).toEqual({
      name: 'p',
      description: 'grant p',
      tags: { owner: 'us' },
      document: JSON.stringify(allow('a')),
    });
  });

  test.each([
    ['unclear-before', 2],
    ['unclear-after', 1],
  ] as const)('that is %s is sent %i times and is there once', async (kind, sends) => {
    const run = await apply(none, p(), [{ on: 'createPolicy', kind } as Fault]);
    expect([run.result, run.sent('createPolicy'), run.versions]).toEqual(['done', sends, ['v1']]);
  });

  test('unseen for long after a lost answer, is met again as our own', async () => {
    const run = await apply(none, p(), [{ on: 'createPolicy', kind: 'unclear-after', reads: 6 }]);
    expect([run.result, run.sent('createPolicy'), run.versions]).toEqual(['done', 2, ['v1']]);
  });

  const create = (fields: object) => (account: MemoryAccount) =>
    account.writer.createPolicy({
      name: 'p',
      description: 'grant p',
      tags: { owner: 'us' },
      document: JSON.stringify(allow('a')),
      ...fields,
    });

  test('that is there as planned was so already, extra tags or not', async () => {
    expect((await apply(none, p(), [], create({}))).result).toBe('already');
    expect((await apply(none, p(), [], create({ tags: { owner: 'us', cost: 'x' } }))).result).toBe('already');
  });

  test.each([
    ['another document', { document: JSON.stringify(allow('other')) }],
    ['no policy', { document: '"x"' }],
    ['another owner', { tags: { owner: 'them' } }],
    ['no tags', { tags: {} }],
    ['another description', { description: 'mine' }],
  ])('that is there with %s is not written to', async (_, fields) => {
    const run = await apply(none, p(), [], create(fields));
    expect(run.message).toBe('a policy p exists already and is not the one that was planned');
    expect([run.result, run.account.contents()]).toEqual(['failed', run.before]);
  });

  test.each([
    ['limit', 'LimitExceeded.Policy'],
    ['invalid', 'MalformedPolicyDocument'],
    ['denied', 'NoPermission'],
    ['throttled', 'Throttling.User'],
  ] as const)('that is answered %s %s fails after one send', async (as, code) => {
    const run = await apply(none, p(), [{ on: 'createPolicy', kind: 'reject', as, code }]);
    expect([run.result, run.sent('createPolicy'), run.slept]).toEqual(['failed', 1, []]);
  });
});

describe('updating a policy', () => {
  const newDocument = p({ document: allow('b') });

  test('makes one new default version and keeps the old one for a rollback', async () => {
    const run = await apply(p(), newDocument);
    expect([run.result, run.versions, run.isDefault]).toEqual(['done', ['v1', 'v2'], 'v2']);
    expect(run.account.calls.map(({ operation }) => operation)).toEqual(['policyVersions', 'createPolicyVersion']);
  });

  test('writes only the parts that differ', async () => {
    const described = await apply(p(), p({ description: 'new' }));
    expect(described.account.calls.map(({ operation }) => operation)).toEqual(['updatePolicyDescription']);
    const tagged = await apply(p(), p({ tags: { owner: 'us', by: 'acr-access' } }));
    expect(tagged.account.calls).toMatchObject([{ operation: 'tagPolicy', args: ['p', { by: 'acr-access' }] }]);
    const reworded = await apply(
      p(),
      p({ document: { ...allow('a'), Statement: [{ ...allow('a').Statement[0], Action: ['cr:pullrepository'] }] } }),
    );
    expect([reworded.result, reworded.account.calls]).toEqual(['already', []]);
  });

  test('claims the policy before it changes the document', async () => {
    const run = await apply(p({ tags: {} }), p({ document: allow('b'), description: 'new' }));
    expect(run.account.effects().map(({ operation }) => operation)).toEqual([
      'tagPolicy',
      'createPolicyVersion',
      'updatePolicyDescription',
    ]);
  });

  test('says which parts are in place when a later part fails', async () => {
    const to = p({ document: allow('b'), description: 'new', tags: { owner: 'us', by: 'x' } });
    const run = await apply(p(), to, [{ on: 'updatePolicyDescription', kind: 'denied' }]);
    expect([run.result, run.message]).toEqual([
      'failed',
      'RAM updatePolicyDescription failed: NoPermission (already in place: the tags, the new document)',
    ]);
  });

  test('stops before any write when somebody else changed the document', async () => {
    const to = p({ document: allow('b'), tags: { owner: 'us', by: 'x' } });
    const run = await apply(p(), to, [], ({ writer }) =>
      writer.createPolicyVersion('p', JSON.stringify(allow('evil'))),
    );
    expect([run.result, run.message]).toEqual(['failed', 'the document of policy p was changed since it was planned']);
    expect(run.account.contents()).toEqual(run.before);
  });

  test('finds the wanted document there already', async () => {
    const run = await apply(p(), newDocument, [], ({ writer }) =>
      writer.createPolicyVersion('p', JSON.stringify(allow('b'))),
    );
    expect([run.result, run.versions]).toEqual(['already', ['v1', 'v2']]);
  });

  test('replaces a document that is beyond the grammar, when it is still the planned one', async () => {
    const run = await apply(p({ document: { Version: '2', Oops: [] } }), newDocument);
    expect([run.result, run.isDefault]).toEqual(['done', 'v2']);
  });

  test('fails when the policy is gone', async () => {
    const run = await apply(p(), newDocument, [], ({ writer }) => writer.deletePolicy('p'));
    expect([run.result, run.message]).toEqual(['failed', 'RAM policyVersions failed: EntityNotExist.Policy']);
  });

  test.each(['tagPolicy', 'updatePolicyDescription'] as const)('%s may be sent again', async (on) => {
    const to = p({ description: 'new', tags: { owner: 'us', by: 'x' } });
    const lost = await apply(p(), to, [{ on, kind: 'unclear-before' }]);
    expect([lost.result, lost.sent(on)]).toEqual(['done', 2]);
    const late = await apply(p(), to, [{ on, kind: 'unclear-after', reads: 1 }]);
    expect([late.result, late.sent(on)]).toEqual(['done', 1]);
  });

  describe('with the answer to CreatePolicyVersion lost', () => {
    const on = 'createPolicyVersion';

    test('adopts the version that is there, also when it is seen late', async () => {
      const run = await apply(p(), newDocument, [{ on, kind: 'unclear-after', reads: 3 }]);
      expect([run.result, run.sent(on), run.versions, run.isDefault]).toEqual(['done', 1, ['v1', 'v2'], 'v2']);
    });

    test('never sends it again: not there means failed, and the next run may try', async () => {
      const run = await apply(p(), newDocument, [{ on, kind: 'unclear-before' }]);
      expect([run.result, run.sent(on), run.versions]).toEqual(['failed', 1, ['v1']]);
      expect(run.message).toBe('it is not clear whether the new version of policy p was created');
      expect(run.remedy).toMatch(/^Run apply again/);
    });

    test('seen too late: failed, and a second run finds it', async () => {
      const run = await apply(p(), newDocument, [{ on, kind: 'unclear-after', reads: 4 }]);
      expect([run.result, run.versions]).toEqual(['failed', ['v1', 'v2']]);
      const again = await runApply(run.account, changesBetween(new MemoryAccount(p()), new MemoryAccount(newDocument)));
      expect([again.outcomes[0]?.result, run.sent(on)]).toEqual(['already', 1]);
    });

    test('that cannot be read back: failed, not sent again', async () => {
      const faults: Fault[] = [
        { on, kind: 'unclear-before' },
        { on: 'policyVersions', nth: 1, times: 9, kind: 'unreachable' },
      ];
      const run = await apply(p(), newDocument, faults);
      expect([run.result, run.sent(on)]).toEqual(['failed', 1]);
    });

    /** The service made the version but not the default, or somebody else wrote at that moment. */
    async function lostAnd(then: (account: MemoryAccount) => Promise<unknown>, fault: Fault['kind'] = 'unclear-after') {
      const account = new MemoryAccount(p());
      const changes = changesBetween(account, new MemoryAccount(newDocument));
      account.faults = [{ on, kind: fault } as Fault];
      const { writer } = account;
      const createPolicyVersion = async (name: string, document: string) => {
        try {
          return await writer.createPolicyVersion(name, document);
        } catch (error) {
          await then(account);
          throw error;
        }
      };
      const { outcomes } = await runApply(
        { reader: account.reader, writer: { ...writer, createPolicyVersion } },
        changes,
      );
      return { result: outcomes[0]?.result, policy: account.world.policies.get('Custom/p')!, account };
    }

    test('makes the new version the default when it is not', async () => {
      const run = await lostAnd(({ writer }) => writer.setDefaultPolicyVersion('p', 'v1'));
      expect([run.result, run.policy.defaultVersion, run.policy.versions.length]).toEqual(['done', 'v2', 2]);
    });

    test('reads back what became of that, too', async () => {
      const run = await lostAnd(async (account) => {
        await account.writer.setDefaultPolicyVersion('p', 'v1');
        account.faults = [{ on: 'setDefaultPolicyVersion', nth: 1, kind: 'unclear-after' }];
      });
      expect([run.result, run.policy.defaultVersion]).toEqual(['done', 'v2']);
    });

    test('leaves a default alone that somebody else made meanwhile', async () => {
      const run = await lostAnd(({ writer }) => writer.createPolicyVersion('p', JSON.stringify(allow('other'))));
      expect([run.result, run.policy.defaultVersion]).toEqual(['failed', 'v3']);
    });

    test('also when that default bears the id of a version that is gone', async () => {
      const run = await lostAnd((account) => {
        const policy = account.world.policies.get('Custom/p')!;
        const other = { id: 'v1', createDate: '2026-05-05T00:00:00Z', text: JSON.stringify(allow('other')) };
        const versions = [...policy.versions.filter(({ id }) => id !== 'v1'), other];
        account.world.policies.set('Custom/p', { ...policy, versions, defaultVersion: 'v1' });
        return Promise.resolve();
      });
      expect([run.result, run.policy.defaultVersion]).toEqual(['failed', 'v1']);
    });

    test('does not take an old version with the same document for the new one', async () => {
      const from = p({ document: allow('a'), older: [allow('b')] });
      const run = await apply(from, newDocument, [{ on, kind: 'unclear-before' }]);
      expect([run.result, run.isDefault, run.versions]).toEqual(['failed', 'v2', ['v1', 'v2']]);
    });
  });

  test.each(['throttled', 'denied', 'unreachable'] as const)(
    '%s by CreatePolicyVersion fails at once',
    async (kind) => {
      const run = await apply(p(), newDocument, [{ on: 'createPolicyVersion', kind }]);
      expect([run.result, run.sent('createPolicyVersion'), run.slept]).toEqual(['failed', 1, []]);
    },
  );

  test('drops the oldest version only when five exist, never the one that was the default', async () => {
    const run = await apply(p({ older: [allow('1'), allow('2'), allow('3'), allow('4')] }), newDocument);
    expect([run.versions, run.isDefault]).toEqual([['v2', 'v3', 'v4', 'v5', 'v6'], 'v6']);
  });
});

describe('deleting a policy', () => {
  const old = p({ older: [allow('1'), allow('2')] });

  test('removes its old versions first', async () => {
    const run = await apply(old, none);
    expect(run.result).toBe('done');
    expect(run.account.effects().map(({ operation, args }) => [operation, ...args])).toEqual([
      ['deletePolicyVersion', 'p', 'v1'],
      ['deletePolicyVersion', 'p', 'v2'],
      ['deletePolicy', 'p'],
    ]);
  });

  test.each(['deletePolicyVersion', 'deletePolicy'] as const)('%s may be sent again', async (on) => {
    const lost = await apply(old, none, [{ on, kind: 'unclear-before' }]);
    expect([lost.result, lost.account.effects().length]).toEqual(['done', 3]);
    const late = await apply(old, none, [{ on, kind: 'unclear-after', reads: 5 }]);
    expect([late.result, late.account.effects().length]).toEqual(['done', 3]);
  });

  test('that is gone, or goes meanwhile, was so already', async () => {
    expect((await apply(p(), none, [], ({ writer }) => writer.deletePolicy('p'))).result).toBe('already');
    const code = 'EntityNotExist.Policy';
    const run = await apply(p(), none, [{ on: 'deletePolicy', kind: 'reject', as: 'not-found', code }]);
    expect(run.result).toBe('already');
    const version = { on: 'deletePolicyVersion', kind: 'reject', as: 'not-found', code: `${code}.Version` } as const;
    // the version stays in this model, so the policy cannot go
    expect((await apply(old, none, [version])).message).toContain('DeleteConflict.Policy.Version');
  });

  test('that somebody else changed is not deleted', async () => {
    const run = await apply(p(), none, [], ({ writer }) =>
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
    const run = await apply({ ...p(), attachments: ['user:alice/Custom/p'] }, none, [{ ...conflict, times: 4 }]);
    expect([run.result, run.slept]).toEqual(['done', [250, 500, 1000, 2000]]);
    const never = await apply({ ...p(), attachments: ['user:alice/Custom/p'] }, none, [{ ...conflict, times: 99 }]);
    expect([never.result, never.sent('deletePolicy'), never.message]).toEqual([
      'failed',
      6,
      'the policy p cannot be deleted: RAM deletePolicy failed: DeleteConflict.Policy.User',
    ]);
  });

  test('names what still holds it, without waiting and without detaching', async () => {
    const run = await apply(p(), none, [], async ({ writer }) => {
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
    const run = await apply(p(), none, faults);
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
    const run = await apply(old, none, [{ on: 'deletePolicy', kind: 'denied' }]);
    expect(run.message).toBe(
      'RAM deletePolicy failed: NoPermission (already in place: the deletion of version v1, the deletion of version v2)',
    );
  });
});
