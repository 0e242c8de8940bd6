import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { STEPS, scene, WORLD, writes } from './support/world.ts';

interface ApplyJson {
  digest: string;
  converged: boolean;
  interrupted: boolean;
  summary: { done: number; already: number; failed: number; skipped: number };
  outcomes: { action: string; key: string; result: string; message: string; remedy: string; requestIds: string[] }[];
  remaining: unknown[] | null;
}
const resultOf = (text: string): ApplyJson => JSON.parse(text) as ApplyJson;
const digestOf = async (run: (...words: string[]) => Promise<{ stdout: string }>): Promise<string> =>
  (JSON.parse((await run('plan', '--json')).stdout) as { digest: string }).digest;

describe('apply', () => {
  test('needs the reviewed digest, or to be told that any plan will do', async () => {
    const { run, emulator } = await scene();
    const { code, stderr, stdout } = await run('apply');
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('--digest');
    expect(emulator.journal).toEqual([]);
  });

  test('refuses a plan that is not the reviewed one, and names both digests', async () => {
    const { run, emulator } = await scene();
    const reviewed = `sha256:${'0'.repeat(64)}`;
    const now = await digestOf(run);
    const { code, stdout, stderr } = await run('apply', '--digest', reviewed, '--json');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(reviewed);
    expect(stderr).toContain(`now ${now}`);
    expect(writes(emulator)).toEqual([]);
  });

  test('of the reviewed digest makes every change, proves it, and has nothing to do the next time', async () => {
    const { run, emulator } = await scene();
    const digest = await digestOf(run);
    const { code, stdout } = await run('apply', '--digest', digest, '--json');
    expect(code).toBe(0);
    const result = resultOf(stdout);
    expect(result).toMatchObject({
      formatVersion: 1,
      digest,
      converged: true,
      interrupted: false,
      summary: { done: 8, already: 0, failed: 0, skipped: 0 },
      remaining: [],
    });
    expect(result.outcomes.map(({ action, key }) => `${action} ${key}`)).toEqual(STEPS);
    for (const { requestIds } of result.outcomes) expect(requestIds.length).toBeGreaterThan(0);
    const written = writes(emulator).length;

    const again = await run('apply', '--yes');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('No changes: the account is what the file says');
    expect(writes(emulator)).toHaveLength(written);
  });

  test('for people shows the plan, then what became of each change', async () => {
    const { run } = await scene();
    const { code, stdout } = await run('apply', '--yes');
    expect(code).toBe(0);
    expect(stdout.indexOf('Plan: ')).toBeLessThan(stdout.indexOf('Applied: 8 done, 0 already so, 0 failed, 0 skipped'));
    expect(stdout).toContain('Verified: the account was read back, and nothing is left to do');
    expect(stdout).not.toContain('\u001b');
  });

  test('takes over a policy without an owner only when it is named', async () => {
    const policies = [{ name: 'acr-access-push', type: 'Custom' as const, document: { Version: '1', Statement: [] } }];
    const { run, emulator } = await scene({ account: { policies: [...(WORLD.policies ?? []), ...policies] } });
    const refused = await run('apply', '--yes');
    expect(refused.code).toBe(3);
    expect(refused.stdout).toContain('--adopt acr-access-push');
    expect(writes(emulator)).toEqual([]);
    expect((await run('apply', '--yes', '--adopt', 'acr-access-nothing')).code).toBe(3);

    expect((await run('apply', '--yes', '--adopt', 'acr-access-push')).code).toBe(0);
    const adopted = emulator.snapshot().policies.find(({ name }) => name === 'acr-access-push');
    expect(adopted?.tags).toEqual({ 'managed-by': 'acr-access', 'managed-by-file': 'org/repo:acr-access.yaml' });
    expect((await run('drift')).code).toBe(0);
  });

  test('does what it can when one change is refused, and keeps back what depends on it', async () => {
    const denied = { kind: 'error', status: 403, code: 'NoPermission', message: 'no' } as const;
    const { run, emulator } = await scene({ faults: [{ operation: 'RAM CreatePolicy', fault: denied }] });
    const { code, stdout } = await run('apply', '--yes', '--json');
    expect(code).toBe(1);
    const { outcomes, converged, summary } = resultOf(stdout);
    expect({ converged, ...summary }).toEqual({ converged: false, done: 6, already: 0, failed: 1, skipped: 1 });
    const [failed, skipped] = ['failed', 'skipped'].map(
      (result) => outcomes.find((outcome) => outcome.result === result)!,
    );
    expect(failed?.message).toContain('it needs ram:CreatePolicy on');
    expect(failed?.remedy).toContain('"Action":"ram:CreatePolicy"');
    expect(skipped).toMatchObject({
      key: 'attachment/role:ci/Custom/acr-access-push/account',
      message: 'not tried because it needs policy/acr-access-push, which failed',
    });
    emulator.faults.clear();
    expect((await run('apply', '--yes')).code).toBe(0);
  });

  test('that could do nothing of what was planned is no success', async () => {
    const denied = { kind: 'error', status: 403, code: 'NoPermission', message: 'no' } as const;
    const names = [
      'CreatePolicy',
      'CreatePolicyVersion',
      'AddUserToGroup',
      'RemoveUserFromGroup',
      'AttachPolicy',
      'DetachPolicy',
    ];
    const more = ['AttachPolicyToGroup', 'AttachPolicyToRole', 'DetachPolicyFromUser'];
    const faults = [...names, ...more].map((operation) => ({ operation, fault: denied }));
    const { run, emulator } = await scene({ faults });
    const before = emulator.snapshot();
    const { code, stdout } = await run('apply', '--yes', '--json');
    expect(code).toBe(1);
    expect(resultOf(stdout)).toMatchObject({ converged: false, summary: { done: 0, already: 0 } });
    expect(resultOf(stdout).remaining).toHaveLength(8);
    expect(emulator.snapshot()).toEqual(before);
  });

  test('outlasts a storm of throttling', async () => {
    const everySecond = Array.from({ length: 30 }, (_, index) => 2 * index + 1);
    const { run } = await scene({ faults: [{ calls: everySecond, fault: { kind: 'throttle', retryAfterMs: 20 } }] });
    expect((await run('apply', '--yes')).code).toBe(0);
    expect((await run('drift')).code).toBe(0);
  });
});

/** Resolves when the first write has arrived. */
async function firstWrite(emulator: Emulator): Promise<void> {
  while (writes(emulator).length === 0) await sleep(5);
}

describe('an apply that is stopped', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends between two changes, reports all, and can go on',
    async (signal) => {
      const { start, run, emulator } = await scene({ latencyMs: 60 });
      const { child, finished } = start('apply', '--yes', '--json');
      await firstWrite(emulator);
      child.kill(signal);
      const { code, stdout, stderr } = await finished;
      expect(code).toBe(1);
      const { interrupted, converged, remaining, outcomes } = resultOf(stdout);
      expect({ interrupted, converged, remaining }).toEqual({ interrupted: true, converged: false, remaining: null });
      expect(outcomes.map(({ action, key }) => `${action} ${key}`)).toEqual(STEPS);
      const results = new Set(outcomes.map(({ result }) => result));
      expect([...results].sort()).toEqual(['done', 'skipped']);
      // what was sent was waited for: nothing was cut off
      expect(writes(emulator).length).toBeLessThan(STEPS.length);
      expect(stderr).not.toContain('unexpected');
      expect((await run('apply', '--yes')).code).toBe(0);
    },
  );

  test('while it still reads writes nothing and says what stopped it', async () => {
    const { start, emulator } = await scene({ latencyMs: 150 });
    const { child, finished } = start('apply', '--yes');
    while (emulator.journal.length === 0) await sleep(5);
    child.kill('SIGTERM');
    const { code, stderr } = await finished;
    expect(code).toBe(1);
    expect(stderr).toContain('acr-access: stopped by SIGTERM');
    expect(writes(emulator)).toEqual([]);
  });

  test('and so does a plan, at once', async () => {
    const { start, emulator } = await scene({
      faults: [{ operation: 'RAM ListUsers', fault: { kind: 'delay', ms: 20_000 } }],
    });
    const { child, finished } = start('plan');
    while (emulator.journal.length < 3) await sleep(5);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('acr-access: stopped by SIGINT');
    expect(stderr).not.toContain('unexpected');
  });

  test('by nobody, although its output cannot be written any more, does all of its work and is no success', async () => {
    const { start, run, emulator } = await scene();
    const { child, finished } = start('apply', '--yes');
    child.stdout!.destroy();
    const { code, stderr } = await finished;
    expect(code).toBe(1);
    expect(stderr).toContain('acr-access: cannot write to stdout: EPIPE');
    expect(stderr).not.toContain('    at ');
    const written = writes(emulator).length;
    expect((await run('apply', '--yes')).code).toBe(0);
    expect(writes(emulator)).toHaveLength(written);
  });
});
