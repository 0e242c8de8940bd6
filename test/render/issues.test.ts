import { describe, expect, it } from 'vitest';
import type { ApplyResult } from '../../src/apply/types.ts';
import { driftComment, driftIssue, followUpIssue } from '../../src/render/issues.ts';
import { access, REPORT, row } from './access.ts';
import { largePlan } from './large-plans.ts';
import { CHANGES, finding, NO_REPORT, plan, STATS } from './plans.ts';

const FACTS = {
  commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
  runUrl: 'https://github.com/o/r/actions/runs/1',
  stats: STATS,
};

describe('the issue about drift', () => {
  const drifted = plan({
    changes: [CHANGES.attach, CHANGES.detach],
    findings: [
      finding({ id: 'EXP01', blocking: false, message: 'grant old ended' }),
      finding({ id: 'VIS01', blocking: false }),
    ],
    report: REPORT,
  });
  const { title, body } = driftIssue(drifted, FACTS);

  it('is titled with the file and the account', () => {
    expect(title).toBe('acr-access: drift in acr-access.yaml (account 1234567890123456)');
    const deep = driftIssue(plan({ config: `${'a/'.repeat(200)}acr access @octocat.yaml` }), FACTS).title;
    expect(deep).toMatch(/a\/acr_access__octocat\.yaml \(account \d+\)$/);
    expect(deep.length).toBeLessThan(256);
  });

  it('says what is there and what is missing, not what a plan would do', () => {
    expect(body).toMatch(
      /^### `acr-access.yaml` and the account differ: 1 has access that the file does not give, 1 lacks access that it gives\n/,
    );
    const [extra, missing] = body.split('#### Access that the file gives and that is not there');
    expect(extra).toContain('| `user:bob` | pull | `prod:a/*`<br>now: `a/x`, `a/y` | `acr-access-p` |');
    expect(missing).toContain('| `user:alice` | pull | `prod:a/*`<br>now: `a/x`, `a/y` | `acr-access-p` (line 7) |');
    expect(body).not.toMatch(/no longer|detached:|password/);
  });

  it('has ended grants, what to do, changes, findings and shadow access, in this order', () => {
    const places = [
      '#### Grants that have ended',
      'grant old ended',
      '#### What to do',
      '**Take it back**',
      '**Adopt it**',
      '**Apply**',
      '<summary>2 changes to RAM would make the account what the file says</summary>',
      '<summary>1 thing worth knowing</summary>',
      'VIS01',
      '<summary>1 has access that does not come from this file</summary>',
      '<sub>account `1234567890123456` · digest `sha256:00` · applying takes at least 3 s</sub>\n<sub>commit `9fceb02`',
    ].map((part) => body.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('tells a difference that nobody notices, and one that is not certain', () => {
    expect(driftIssue(plan({ changes: [CHANGES.describePolicy] }), FACTS).body).toContain(
      "differ: nobody's access to images is concerned",
    );
    const open = row({ certainty: 'unknown', why: ['it is not documented'] });
    const report = {
      ...NO_REPORT,
      access: [access('user:a', { lost: [open] }), access('group:g', { gained: [open], lost: [open] })],
    };
    const { body: text } = driftIssue(plan({ changes: [CHANGES.attach], report }), FACTS);
    expect(text).toContain('| `user:a` | perhaps: pull |');
    expect(text).toContain('unclear: pull');
  });

  it('fits, whatever it is about', () => {
    expect(driftIssue(largePlan(5000), FACTS).body.length).toBeLessThan(60_000);
  });

  it('is followed by a short comment when it changes', () => {
    expect(driftComment(drifted)).toBe(
      'The drift changed: 1 has access that the file does not give, 1 lacks access that it gives; 2 changes to RAM. The description above shows it as it is now, digest `sha256:00`.\n',
    );
  });
});

describe('the issue about an apply that did not finish', () => {
  const result: ApplyResult = {
    outcomes: [
      { change: CHANGES.attach, result: 'failed', requestIds: ['R1'], message: 'RAM says no', remedy: 'Ask.' },
      { change: CHANGES.detach, result: 'done', requestIds: ['R2'], message: '', remedy: '' },
    ],
    interrupted: false,
    remaining: plan({ changes: [CHANGES.attach] }),
    converged: false,
  };

  it('says what failed, what to do about it, and how to continue', () => {
    const { title, body } = followUpIssue(plan({ changes: [CHANGES.attach, CHANGES.detach] }), result, FACTS);
    expect(title).toBe('acr-access: apply of acr-access.yaml did not finish (account 1234567890123456)');
    expect(body).toContain(
      '| **failed** | attach `acr-access-p to group:devs` | RAM says no<br>Ask.<br>request `R1` |',
    );
    expect(body).toContain('2. Re-run the failed job of [this run](https://github.com/o/r/actions/runs/1).');
    expect(body).toContain('| done | detach `acr-access-p from group:devs` | `R2` |');
  });
});
