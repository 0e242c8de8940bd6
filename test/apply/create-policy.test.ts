import { describe, expect, test } from 'vitest';
import type { Fault, MemoryAccount } from '../support/memory-account.ts';
import { applyPolicies, none, p } from './policy-run.ts';
import { allow } from './run-apply.ts';

describe('creating a policy', () => {
  test('sends minified text, description and tags in one call', async () => {
    const { account, result } = await applyPolicies(none, p());
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
    const run = await applyPolicies(none, p(), [{ on: 'createPolicy', kind } as Fault]);
    expect([run.result, run.sent('createPolicy'), run.versions]).toEqual(['done', sends, ['v1']]);
  });

  test('unseen for long after a lost answer, is met again as our own', async () => {
    const run = await applyPolicies(none, p(), [{ on: 'createPolicy', kind: 'unclear-after', reads: 6 }]);
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
    expect((await applyPolicies(none, p(), [], create({}))).result).toBe('already');
    expect((await applyPolicies(none, p(), [], create({ tags: { owner: 'us', cost: 'x' } }))).result).toBe('already');
  });

  test.each([
    ['another document', { document: JSON.stringify(allow('other')) }],
    ['no policy', { document: '"x"' }],
    ['another owner', { tags: { owner: 'them' } }],
    ['no tags', { tags: {} }],
    ['another description', { description: 'mine' }],
  ])('that is there with %s is not written to', async (_, fields) => {
    const run = await applyPolicies(none, p(), [], create(fields));
    expect(run.message).toBe('a policy p exists already and is not the one that was planned');
    expect([run.result, run.account.contents()]).toEqual(['failed', run.before]);
  });

  test.each([
    ['limit', 'LimitExceeded.Policy'],
    ['invalid', 'MalformedPolicyDocument'],
    ['denied', 'NoPermission'],
    ['throttled', 'Throttling.User'],
  ] as const)('that is answered %s %s fails after one send', async (as, code) => {
    const run = await applyPolicies(none, p(), [{ on: 'createPolicy', kind: 'reject', as, code }]);
    expect([run.result, run.sent('createPolicy'), run.slept]).toEqual(['failed', 1, []]);
  });
});
