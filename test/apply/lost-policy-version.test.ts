import { describe, expect, test } from 'vitest';
import { type Fault, MemoryAccount } from '../support/memory-account.ts';
import { changesBetween } from './changes-between.ts';
import { applyPolicies, p } from './policy-run.ts';
import { allow, runApply } from './run-apply.ts';

const newDocument = p({ document: allow('b') });

describe('with the answer to CreatePolicyVersion lost', () => {
  const on = 'createPolicyVersion';

  test('adopts the version that is there, also when it is seen late', async () => {
    const run = await applyPolicies(p(), newDocument, [{ on, kind: 'unclear-after', reads: 3 }]);
    expect([run.result, run.sent(on), run.versions, run.isDefault]).toEqual(['done', 1, ['v1', 'v2'], 'v2']);
  });

  test('never sends it again: not there means failed, and the next run may try', async () => {
    const run = await applyPolicies(p(), newDocument, [{ on, kind: 'unclear-before' }]);
    expect([run.result, run.sent(on), run.versions]).toEqual(['failed', 1, ['v1']]);
    expect(run.message).toBe('it is not clear whether the new version of policy p was created');
    expect(run.remedy).toMatch(/^Run apply again/);
  });

  test('seen too late: failed, and a second run finds it', async () => {
    const run = await applyPolicies(p(), newDocument, [{ on, kind: 'unclear-after', reads: 4 }]);
    expect([run.result, run.versions]).toEqual(['failed', ['v1', 'v2']]);
    const again = await runApply(run.account, changesBetween(new MemoryAccount(p()), new MemoryAccount(newDocument)));
    expect([again.outcomes[0]?.result, run.sent(on)]).toEqual(['already', 1]);
  });

  test('that cannot be read back: failed, not sent again', async () => {
    const faults: Fault[] = [
      { on, kind: 'unclear-before' },
      { on: 'policyVersions', nth: 1, times: 9, kind: 'unreachable' },
    ];
    const run = await applyPolicies(p(), newDocument, faults);
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
    const run = await applyPolicies(from, newDocument, [{ on, kind: 'unclear-before' }]);
    expect([run.result, run.isDefault, run.versions]).toEqual(['failed', 'v2', ['v1', 'v2']]);
  });
});
