import { describe, expect, test } from 'vitest';
import { applyPolicies, p } from './policy-run.ts';
import { allow } from './run-apply.ts';

describe('updating a policy', () => {
  const newDocument = p({ document: allow('b') });

  test('makes one new default version and keeps the old one for a rollback', async () => {
    const run = await applyPolicies(p(), newDocument);
    expect([run.result, run.versions, run.isDefault]).toEqual(['done', ['v1', 'v2'], 'v2']);
    expect(run.account.calls.map(({ operation }) => operation)).toEqual(['policyVersions', 'createPolicyVersion']);
  });

  test('writes only the parts that differ', async () => {
    const described = await applyPolicies(p(), p({ description: 'new' }));
    expect(described.account.calls.map(({ operation }) => operation)).toEqual(['updatePolicyDescription']);
    const tagged = await applyPolicies(p(), p({ tags: { owner: 'us', by: 'acr-access' } }));
    expect(tagged.account.calls).toMatchObject([{ operation: 'tagPolicy', args: ['p', { by: 'acr-access' }] }]);
    const reworded = await applyPolicies(
      p(),
      p({ document: { ...allow('a'), Statement: [{ ...allow('a').Statement[0], Action: ['cr:pullrepository'] }] } }),
    );
    expect([reworded.result, reworded.account.calls]).toEqual(['already', []]);
  });

  test('claims the policy before it changes the document', async () => {
    const run = await applyPolicies(p({ tags: {} }), p({ document: allow('b'), description: 'new' }));
    expect(run.account.effects().map(({ operation }) => operation)).toEqual([
      'tagPolicy',
      'createPolicyVersion',
      'updatePolicyDescription',
    ]);
  });

  test('says which parts are in place when a later part fails', async () => {
    const to = p({ document: allow('b'), description: 'new', tags: { owner: 'us', by: 'x' } });
    const run = await applyPolicies(p(), to, [{ on: 'updatePolicyDescription', kind: 'denied' }]);
    expect([run.result, run.message]).toEqual([
      'failed',
      'RAM updatePolicyDescription failed: NoPermission (already in place: the tags, the new document)',
    ]);
  });

  test('stops before any write when somebody else changed the document', async () => {
    const to = p({ document: allow('b'), tags: { owner: 'us', by: 'x' } });
    const run = await applyPolicies(p(), to, [], ({ writer }) =>
      writer.createPolicyVersion('p', JSON.stringify(allow('evil'))),
    );
    expect([run.result, run.message]).toEqual(['failed', 'the document of policy p was changed since it was planned']);
    expect(run.account.contents()).toEqual(run.before);
  });

  test('finds the wanted document there already', async () => {
    const run = await applyPolicies(p(), newDocument, [], ({ writer }) =>
      writer.createPolicyVersion('p', JSON.stringify(allow('b'))),
    );
    expect([run.result, run.versions]).toEqual(['already', ['v1', 'v2']]);
  });

  test('replaces a document that is beyond the grammar, when it is still the planned one', async () => {
    const run = await applyPolicies(p({ document: { Version: '2', Oops: [] } }), newDocument);
    expect([run.result, run.isDefault]).toEqual(['done', 'v2']);
  });

  test('fails when the policy is gone', async () => {
    const run = await applyPolicies(p(), newDocument, [], ({ writer }) => writer.deletePolicy('p'));
    expect([run.result, run.message]).toEqual(['failed', 'RAM policyVersions failed: EntityNotExist.Policy']);
  });

  test.each(['tagPolicy', 'updatePolicyDescription'] as const)('%s may be sent again', async (on) => {
    const to = p({ description: 'new', tags: { owner: 'us', by: 'x' } });
    const lost = await applyPolicies(p(), to, [{ on, kind: 'unclear-before' }]);
    expect([lost.result, lost.sent(on)]).toEqual(['done', 2]);
    const late = await applyPolicies(p(), to, [{ on, kind: 'unclear-after', reads: 1 }]);
    expect([late.result, late.sent(on)]).toEqual(['done', 1]);
  });

  test.each(['throttled', 'denied', 'unreachable'] as const)(
    '%s by CreatePolicyVersion fails at once',
    async (kind) => {
      const run = await applyPolicies(p(), newDocument, [{ on: 'createPolicyVersion', kind }]);
      expect([run.result, run.sent('createPolicyVersion'), run.slept]).toEqual(['failed', 1, []]);
    },
  );

  test('drops the oldest version only when five exist, never the one that was the default', async () => {
    const run = await applyPolicies(p({ older: [allow('1'), allow('2'), allow('3'), allow('4')] }), newDocument);
    expect([run.versions, run.isDefault]).toEqual([['v2', 'v3', 'v4', 'v5', 'v6'], 'v6']);
  });
});
