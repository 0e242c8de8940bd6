import { describe, expect, it } from 'vitest';
import type { ApplyResult, Outcome } from '../../src/apply/types.ts';
import { applyMarkdown, planMarkdown } from '../../src/render/markdown.ts';
import { REPORT } from './access.ts';
import { CHANGES, finding, LINE_7, plan } from './plans.ts';

describe('a plan in Markdown', () => {
  it('without changes is a headline and a footer', () => {
    expect(planMarkdown(plan())).toBe(
      [
        '### `acr-access.yaml`: No changes: the account is what the file says',
        '',
        '<sub>account `1234567890123456` · digest `sha256:00`</sub>',
        '',
      ].join('\n'),
    );
  });

  it('does not say that all is well when it is refused without changes', () => {
    const text = planMarkdown(plan({ findings: [finding()] }));
    expect(text).toMatch(/^### .*, 1 blocked\n\n#### Refused until this is solved\n/);
    expect(text).not.toContain('the account is what the file says');
  });

  it('shows refusals, changes, what is in them, warnings and what is left alone, in this order', () => {
    const text = planMarkdown(
      plan({
        changes: [CHANGES.createPolicy, CHANGES.detach],
        findings: [
          finding({ key: CHANGES.detach.key, source: LINE_7 }),
          finding({ id: 'VIS01', blocking: false, message: 'not all is visible', remedy: 'Allow it.' }),
        ],
        untouched: [{ key: 'attachment/user:root', reason: 'user:root is ignored' }],
        report: REPORT,
      }),
    );
    expect(text.split('\n')).toEqual([
      '### `acr-access.yaml`: 1 gains access, 1 loses access, 1 blocked',
      '',
      '#### Refused until this is solved',
      '',
      '- **PRT01** `user:alice` is protected: detach `acr-access-p from group:devs` (line 7)<br>Keep its grants.',
      '',
      '| who | can | where | why |',
      '|---|---|---|---|',
      '| **+**\u00a0`user:alice` | pull | `prod:a/*`<br>now: `a/x`, `a/y` | `acr-access-p` (line 7) |',
      '| **−**\u00a0`user:bob` | no longer: pull | `prod:a/*`<br>now: `a/x`, `a/y` | detached: `acr-access-p` |',
      '',
      expect.stringMatching(/^A registry password issued before may work until it expires/),
      '',
      '- detach `acr-access-p from group:devs`: revokes nothing of `user:carol`, still granted by `acr-access-q`',
      '',
      '<details><summary>2 changes to RAM</summary>',
      '',
      '|   | what | which | why |',
      '|---|---|---|---|',
      '| **+** | create policy | `acr-access-p` | because (line 7) |',
      '| **−** | detach | `acr-access-p from group:devs` | because |',
      '',
      '<details><summary>What is in them</summary>',
      '',
      expect.stringMatching(/^A policy is a list of permissions\./),
      '',
      '```diff',
      'create policy acr-access-p',
      '+   Allow cr:PullRepository on acs:cr:*:*:repository/a/*',
      '```',
      '',
      '</details>',
      '',
      '</details>',
      '',
      '<details><summary>1 thing worth knowing</summary>',
      '',
      '- **VIS01** not all is visible<br>Allow it.',
      '',
      '</details>',
      '',
      '<details><summary>1 has access that does not come from this file</summary>',
      '',
      '| who | can | where | by |',
      '|---|---|---|---|',
      '| `user:root` | administer | everywhere | system policy `AdministratorAccess` |',
      '',
      '</details>',
      '',
      '<details><summary>1 resource left alone</summary>',
      '',
      '- `attachment/user:root`: `user:root` is ignored',
      '',
      '</details>',
      '',
      '<sub>account `1234567890123456` · digest `sha256:00` · applying takes at least 3 s</sub>',
      '',
    ]);
  });

  it('says that nobody gains or loses when a change does nothing to images', () => {
    const text = planMarkdown(plan({ changes: [CHANGES.describePolicy] }));
    expect(text).toMatch(/^### `acr-access.yaml`: Nobody gains or loses access\n\n<details><summary>1 change to RAM/);
  });

  it('has a row for every kind of change, and no second fold when nothing is inside', () => {
    const rows = planMarkdown(plan({ changes: Object.values(CHANGES) })).match(/^\| \*\*[+~−]\*\* \|/gm);
    expect(rows).toHaveLength(Object.keys(CHANGES).length);
    expect(planMarkdown(plan({ changes: [CHANGES.attach] })).match(/<details>/g)).toHaveLength(1);
  });
});

const result = (parts: readonly Partial<Outcome>[], over: Partial<ApplyResult> = {}): ApplyResult => ({
  outcomes: parts.map((part) => {
    return { change: CHANGES.attach, result: 'done', requestIds: [], message: '', remedy: '', ...part };
  }),
  interrupted: false,
  remaining: plan(),
  converged: false,
  ...over,
});

describe('the result of apply in Markdown', () => {
  it('has a row for every outcome', () => {
    const remaining = plan({ changes: [CHANGES.attach] });
    const parts: Partial<Outcome>[] = [
      { requestIds: ['R1', 'R2'] },
      { result: 'already' },
      { result: 'failed', message: 'RAM says no', remedy: 'Ask.' },
      { result: 'skipped', message: 'the group is missing' },
    ];
    expect(applyMarkdown(plan(), result(parts, { remaining, interrupted: true })).split('\n')).toEqual([
      '### `acr-access.yaml`: Not finished: 1 done, 1 already so, 1 failed, 1 skipped, 1 change left',
      '',
      'Stopped by a signal: the rest was not tried. **1 change left to do.** What is done stays done: a re-run tries only the rest.',
      '',
      '| result | change | why, and what to do |',
      '|---|---|---|',
      '| **failed** | attach `acr-access-p to group:devs` | RAM says no<br>Ask. |',
      '| **skipped** | attach `acr-access-p to group:devs` | the group is missing |',
      '',
      '<details><summary>2 changes done</summary>',
      '',
      '| result | change | request |',
      '|---|---|---|',
      '| done | attach `acr-access-p to group:devs` | `R1` `R2` |',
      '| already so | attach `acr-access-p to group:devs` |  |',
      '',
      '</details>',
      '',
      '<sub>account `1234567890123456` · digest `sha256:00`</sub>',
      '',
    ]);
  });

  it('says whether the account was read back', () => {
    const done = applyMarkdown(plan(), result([], { converged: true }));
    expect(done).toContain('The account was read back, and nothing is left to do.');
    expect(done).not.toContain('| result |');
    expect(applyMarkdown(plan(), result([{}], { remaining: undefined }))).toContain(
      '**The account could not be read back**',
    );
  });
});
