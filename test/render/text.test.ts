import { describe, expect, it } from 'vitest';
import type { ApplyResult, Outcome } from '../../src/apply/types.ts';
import { ANSI_PAINT, NO_PAINT } from '../../src/render/paint.ts';
import { applyText, planText } from '../../src/render/text.ts';
import { hostileReport, REPORT } from './access.ts';
import { CHANGES, change, finding, HOSTILE, LINE_7, plan, policy, STATS } from './plans.ts';

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

describe('a plan in the terminal', () => {
  it('without changes says so in one sentence', () => {
    expect(planText(plan(), STATS, NO_PAINT).split('\n')).toEqual([
      'acr-access.yaml: account 1234567890123456',
      '',
      'No changes: the account is what the file says (8 calls, 0.4 s)',
    ]);
  });

  it('does not say that all is well when it is refused without changes', () => {
    const text = planText(plan({ findings: [finding()] }), STATS, NO_PAINT);
    expect(text).toContain('Refused: 1 finding must be solved before anything is written');
    expect(text).not.toContain('No changes: the account is what the file says');
  });

  it('counts notes of low severity, and shows those that this plan is about', () => {
    const note = (severity: 'info' | 'low', introduced: boolean) =>
      finding({
        id: 'EXC03',
        severity,
        introduced,
        blocking: false,
        message: `${severity} ${introduced}`,
        remedy: 'Look.',
      });
    const findings = [note('info', true), note('info', false), note('low', true)];
    const lines = planText(plan({ findings }), STATS, NO_PAINT).split('\n');
    expect(lines).toContain('  · EXC03 info true');
    expect(lines).toContain('  · 2 notes of low severity (--json lists them)');
  });

  it('shows refusals, changes, warnings, what is left alone, and the digest, in this order', () => {
    const text = planText(
      plan({
        changes: [CHANGES.createPolicy, CHANGES.updatePolicy, CHANGES.attachScoped, CHANGES.detach],
        findings: [
          finding({ key: CHANGES.detach.key, source: LINE_7 }),
          finding({ id: 'VIS01', blocking: false, message: 'not all is visible', remedy: 'Allow it.' }),
        ],
        untouched: [{ key: 'attachment/user:root', reason: 'user:root is ignored' }],
        report: REPORT,
      }),
      STATS,
      NO_PAINT,
    );
    expect(text.split('\n')).toEqual([
      'acr-access.yaml: account 1234567890123456',
      '',
      'Refused: 1 finding must be solved before anything is written',
      '  ! PRT01 user:alice is protected: detach acr-access-p from group:devs (acr-access.yaml:7)',
      '    Keep its grants.',
      '',
      '1 gains access, 1 loses access',
      '  + user:alice: pull on prod:a/* (2 repositories now: a/x, a/y)',
      '      acr-access-p (acr-access.yaml:7)',
      '  − user:bob: no longer: pull on prod:a/* (2 repositories now: a/x, a/y)',
      '      detached: acr-access-p',
      '  = detach acr-access-p from group:devs: revokes nothing of user:carol, still granted by acr-access-q',
      '',
      'Changes to RAM',
      '  + create policy acr-access-p – because (acr-access.yaml:7)',
      '      + Allow cr:PullRepository on acs:cr:*:*:repository/a/*',
      '  ~ update policy acr-access-p – because',
      '      - Allow cr:PullRepository on acs:cr:*:*:repository/a/*',
      '      + Allow cr:PullRepository, cr:PushRepository on acs:cr:*:*:repository/a/*',
      '  + attach acr-access-p to role:ci in rg-1 – because',
      '  - detach acr-access-p from group:devs – because',
      '',
      'Worth knowing',
      '  · VIS01 not all is visible',
      '    Allow it.',
      '',
      'Access that does not come from this file',
      '  user:root: administer everywhere, by system policy AdministratorAccess',
      '',
      'Left alone: attachment/user:root (user:root is ignored)',
      '',
      'Plan: 2 to create, 1 to update, 1 to delete (8 calls, 0.4 s; applying takes at least 3 s)',
      'Digest: sha256:00',
    ]);
  });

  it('says the same with colours', () => {
    const findings = [finding(), finding({ blocking: false })];
    const full = plan({ changes: Object.values(CHANGES), findings, report: REPORT });
    const painted = planText(full, STATS, ANSI_PAINT);
    expect(painted.replaceAll(ESCAPES, '')).toBe(planText(full, STATS, NO_PAINT));
    expect(painted).toMatch(ESCAPES);
  });

  it.each(HOSTILE)('is safe to print with %j anywhere', (text) => {
    const hostile = plan({
      config: text,
      changes: [
        { ...change('create', null, policy({ name: text, description: text })), reason: text },
        change(
          'update',
          policy({ document: { Version: text } }),
          policy({ description: text, tags: { [text]: text } }),
        ),
        change('create', null, { kind: 'user', name: text, displayName: text, comments: text }),
      ],
      findings: [true, false].map((blocking) => finding({ blocking, message: text, remedy: text, key: text })),
      untouched: [{ key: text, reason: text }],
      report: hostileReport(text),
    });
    const result = outcomes([{ result: 'failed', requestIds: [text], message: text, remedy: text }], {});
    for (const paint of [NO_PAINT, ANSI_PAINT]) {
      for (const line of [...planText(hostile, STATS, paint).split('\n'), ...applyText(result, paint).split('\n')]) {
        const shown = line.replaceAll(ESCAPES, '');
        expect(shown).not.toMatch(/^\s*::/);
        expect(shown).not.toContain('##[');
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }
  });
});

/** The result of an apply whose outcomes are of these kinds, each for one change. */
function outcomes(parts: readonly Partial<Outcome>[], over: Partial<ApplyResult>): ApplyResult {
  const changes = [CHANGES.attach, CHANGES.detach, CHANGES.addMember, CHANGES.createPolicy];
  const list = parts.map((part, index): Outcome => {
    return { change: changes[index]!, result: 'done', requestIds: [], message: '', remedy: '', ...part };
  });
  return { outcomes: list, interrupted: false, remaining: plan(), converged: false, ...over };
}

describe('the result of apply in the terminal', () => {
  it('names every outcome, its requests, and why it failed', () => {
    const result = outcomes(
      [
        { requestIds: ['R1', 'R2'] },
        { result: 'already' },
        { result: 'failed', message: 'RAM says no', remedy: 'Ask.' },
        { result: 'skipped', message: 'the group is missing' },
      ],
      { remaining: plan({ changes: [CHANGES.addMember, CHANGES.createPolicy] }) },
    );
    expect(applyText(result, NO_PAINT).split('\n')).toEqual([
      '',
      '  done  attach acr-access-p to group:devs (request R1, R2)',
      '  already so  detach acr-access-p from group:devs',
      '  FAILED  add user:alice to group:devs',
      '      RAM says no',
      '      Ask.',
      '  skipped  create policy acr-access-p',
      '      the group is missing',
      '',
      'Applied: 1 done, 1 already so, 1 failed, 1 skipped',
      'Not converged: 2 changes left to do',
    ]);
  });

  it.each([
    [{ converged: true }, 'Verified: the account was read back, and nothing is left to do'],
    [{ remaining: undefined }, 'Not verified: the account could not be read back'],
    [{ remaining: plan({ changes: [CHANGES.attach] }) }, 'Not converged: 1 change left to do'],
  ])('ends with what is known about the account: %j', (over, last) => {
    expect(
      applyText(outcomes([{}], over), NO_PAINT)
        .split('\n')
        .at(-1),
    ).toBe(last);
  });

  it('says that it was stopped', () => {
    const text = applyText(outcomes([{}], { interrupted: true, remaining: undefined }), ANSI_PAINT);
    expect(text).toContain('Stopped by a signal: the rest was not tried. Run apply again to continue.');
  });
});
