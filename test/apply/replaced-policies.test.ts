import { describe, expect, test } from 'vitest';
import { runApply } from '../../src/pipeline.ts';
import { portsOf, requestOf } from '../laws/runs.ts';
import { type Fault, MemoryAccount } from '../support/memory-account.ts';
import type { Seed } from '../support/memory-world.ts';
import { ACCOUNT, OWNER } from '../support/world.ts';
import { lines } from './run-apply.ts';

const INSTANCE = 'cri-prod000000000001';
const allow = (namespace: string) => ({
  Version: '1',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'cr:PullRepository',
      Resource: `acs:cr:cn-hangzhou:*:repository/${INSTANCE}/${namespace}/*`,
    },
  ],
});
const tags = { 'managed-by': 'acr-access', 'managed-by-file': OWNER };
const file = {
  version: 1,
  account: ACCOUNT,
  registries: { prod: { instance: INSTANCE, region: 'cn-hangzhou' } },
  settings: { ignore: [], limits: { removals: 1000, removalPercent: 100 } },
  grants: { read: { can: 'pull', on: 'prod:team/*', to: ['user:alice', 'role:ci'], replaces: ['by-hand'] } },
};
const HELD = ['user:alice/Custom/by-hand/account', 'role:ci/Custom/by-hand/account'];
const byHand: Seed = {
  account: ACCOUNT,
  users: ['alice', 'bob'],
  roles: ['ci'],
  policies: [{ name: 'by-hand', document: allow('team'), description: 'made in the console', older: [allow('old')] }],
  attachments: [...HELD, 'user:bob/Custom/by-hand/account'],
};

async function apply(seed: Seed, ...faults: Fault[]) {
  const account = new MemoryAccount(seed);
  const before = account.copy().world.policies.get('Custom/by-hand');
  account.faults = faults;
  const { result } = await runApply(requestOf(file), portsOf(account));
  expect(account.world.policies.get('Custom/by-hand')).toEqual(before);
  const left = [...account.world.attachments.keys()].filter((key) => key.includes('by-hand')).sort();
  return { account, result, left, troubles: lines(result.outcomes).filter((line) => !line.endsWith(': done')) };
}

describe('apply of a grant that replaces a hand-made policy', () => {
  test('attaches to everybody before it detaches from anybody, and leaves the policy to its other holders', async () => {
    const { account, result, left } = await apply(byHand);
    expect(account.effects().map(({ operation }) => operation)).toEqual([
      'createPolicy',
      'attach',
      'attach',
      'detach',
      'detach',
    ]);
    expect([result.converged, left]).toEqual([true, ['user:bob/Custom/by-hand/account']]);
  });

  test('detaches nothing when nothing could be attached, and finishes at the next run', async () => {
    const { account, left, troubles } = await apply(byHand, { on: 'attach', kind: 'denied', times: 99 });
    expect(left).toEqual([...byHand.attachments!].sort());
    expect(troubles).toEqual(
      ['role:ci', 'user:alice']
        .flatMap((who) => [
          `attachment/${who}/Custom/acr-access-read/account: failed (RAM attach failed: NoPermission)`,
        ])
        .concat(
          ['role:ci', 'user:alice'].map(
            (who) =>
              `attachment/${who}/Custom/by-hand/account: skipped (kept until its replacement is in place: attachment/${who}/Custom/acr-access-read/account failed)`,
          ),
        ),
    );
    account.faults = [];
    expect((await runApply(requestOf(file), portsOf(account))).result.converged).toBe(true);
  });

  test('detaches only from those to whom it could attach', async () => {
    const { left, troubles } = await apply(byHand, { on: 'attach', nth: 1, kind: 'denied' });
    expect(left).toHaveLength(2);
    expect(troubles).toHaveLength(2);
  });

  test('detaches nothing when the policy could not be made', async () => {
    const { left, troubles } = await apply(byHand, { on: 'createPolicy', kind: 'denied', times: 99 });
    expect(left).toEqual([...byHand.attachments!].sort());
    expect(troubles.filter((line) => line.includes('by-hand'))).toHaveLength(2);
  });

  test('waits for the new document of a policy that is attached already', async () => {
    const attached: Seed = {
      ...byHand,
      policies: [...byHand.policies!, { name: 'acr-access-read', document: allow('other'), tags }],
      attachments: [...HELD, ...HELD.map((key) => key.replace('by-hand', 'acr-access-read'))],
    };
    const { left, troubles } = await apply(attached, { on: 'createPolicyVersion', kind: 'denied', times: 99 });
    expect(left).toEqual([...HELD].sort());
    expect(troubles).toEqual([
      'policy/acr-access-read: failed (RAM createPolicyVersion failed: NoPermission)',
      ...['role:ci', 'user:alice'].map(
        (who) =>
          `attachment/${who}/Custom/by-hand/account: skipped (kept until its replacement is in place: policy/acr-access-read failed)`,
      ),
    ]);
  });
});
