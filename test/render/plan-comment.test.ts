import { describe, expect, it } from 'vitest';
import { noChangeLine, planComment, staleComment } from '../../src/render/plan-comment.ts';
import { isNoChange } from '../../src/render/plan-parts.ts';
import { planSummary } from '../../src/render/plan-summary.ts';
import { access, REPORT, row } from './access.ts';
import { largePlan } from './large-plans.ts';
import { CHANGES, finding, LINE_7, NO_REPORT, plan, STATS } from './plans.ts';

const FACTS = {
  commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
  runUrl: 'https://github.com/o/r/actions/runs/1',
  stats: STATS,
};
const weakened = finding({
  id: 'SET01',
  severity: 'high',
  blocking: false,
  key: 'settings/limits',
  message: 'the limit of removals is higher',
  remedy: 'It takes effect later.',
  source: LINE_7,
});

describe('the comment of a plan', () => {
  const text = planComment(
    plan({
      changes: [CHANGES.createPolicy, CHANGES.detach],
      findings: [
        finding(),
        weakened,
        finding({ id: 'OLD01', blocking: false, introduced: false, message: 'it was so' }),
        finding({ id: 'NEW01', blocking: false, message: 'it is new' }),
      ],
      untouched: [{ key: 'attachment/user:root', reason: 'ignored' }],
      report: REPORT,
    }),
    FACTS,
  );

  it('has its parts in the order in which they matter', () => {
    const places = [
      '### `acr-access.yaml`: 1 gains access, 1 loses access, 1 blocked, 1 setting weakened',
      '#### Refused until this is solved',
      '#### Judged with the settings of the base branch',
      '- **SET01** the limit of removals is higher (line 7)<br>It takes effect later.',
      '| who | can | where | why |',
      'A registry password issued before may work until it expires',
      'revokes nothing of `user:carol`',
      '<summary>2 changes to RAM</summary>',
      '<summary>1 thing worth knowing</summary>',
      '**NEW01**',
      '<summary>1 thing worth knowing that was so before</summary>',
      '**OLD01**',
      '<summary>1 has access that does not come from this file</summary>',
      '<summary>1 resource left alone</summary>',
      '<sub>account `1234567890123456` · digest `sha256:00` · applying takes at least 3 s</sub>',
      '<sub>commit `9fceb02` · [run](https://github.com/o/r/actions/runs/1) · 8 API calls in 0.4 s</sub>',
    ].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('differs from run to run in its last line alone', () => {
    const other = { commit: 'abcdef0123456789', runUrl: '', stats: { apiCalls: 1, readMs: 9000, planMs: 1 } };
    const shown = plan({ changes: [CHANGES.attach] });
    const [one, two] = [planComment(shown, FACTS), planComment(shown, other)].map((body) => body.trimEnd().split('\n'));
    expect(one!.slice(0, -1)).toEqual(two!.slice(0, -1));
    expect(two!.at(-1)).toBe('<sub>commit `abcdef0` · 1 API call in 9.0 s</sub>');
  });

  it('is no comment about passwords when nobody loses anything', () => {
    const report = { ...NO_REPORT, access: [access('user:a', { gained: [row()] })], gains: 1 };
    expect(planComment(plan({ report, changes: [CHANGES.attach] }), FACTS)).not.toContain('password');
  });

  it('groups findings that have one answer', () => {
    const many = ['a', 'b'].map((name) =>
      finding({ id: 'LP06', blocking: false, message: `user ${name}`, remedy: 'Use a group.' }),
    );
    const grouped = planComment(plan({ changes: [CHANGES.attach], findings: many }), FACTS);
    expect(grouped).toContain('- **LP06** user a<br>user b<br>Use a group.');
  });
});

describe('a plan of 5,000 changes', () => {
  const large = largePlan(5000);
  const left = (text: string, what: string): number =>
    Number(new RegExp(`([\\d,]+) (?:more )?${what}\\b`).exec(text)?.[1]?.replaceAll(',', '') ?? 0);

  it('fits into a comment with exact counts, and both sides get room', () => {
    const text = planComment(large, FACTS);
    expect(text.length).toBeLessThan(60_000);
    expect(text).toMatch(/^### `acr-access.yaml`: 2500 gain access, 2500 lose access\n/);
    const [gains, losses] = [text.match(/^\| \*\*\+\*\*\u00a0/gm)!.length, text.match(/^\| \*\*−\*\*\u00a0/gm)!.length];
    expect(losses).toBeGreaterThan(150);
    expect(gains).toBeGreaterThan(150);
    expect(left(text, 'gains')).toBe(2500 - gains);
    expect(left(text, 'losses')).toBe(2500 - losses);
    expect(text).toContain('2,500 changes, 2,500 removals: whole in the job summary and the plan JSON');
    expect(text.split('\n').find((line) => line.startsWith('| **+**'))).toContain('| administer |');
  });

  it('names every removal in the job summary before it counts gains', () => {
    const text = planSummary(large, STATS);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(900_000);
    for (let index = 1; index < 5000; index += 2)
      expect(text).toContain(`\`p-${index} from user:person-${String(index).padStart(4, '0')}\``);
    expect(text.match(/^\| \*\*−\*\*\u00a0/gm)).toHaveLength(2500);
  });

  it('is counted even when one row would name them all', () => {
    const same = large.report.access.map(({ principal }) => access(principal, { lost: [row()] }));
    const text = planComment({ ...large, report: { ...large.report, access: same, gains: 0, losses: 5000 } }, FACTS);
    const named = new Set(
      text
        .split('\n')
        .filter((line) => line.startsWith('| **−**\u00a0'))
        .flatMap((line) => line.match(/user:person-\d+/g) ?? []),
    ).size;
    expect(named).toBeGreaterThan(1000);
    expect(named + left(text, 'losses')).toBe(5000);
  });
});

describe('no change', () => {
  it('is one line', () => {
    expect(noChangeLine(plan())).toBe(
      '`acr-access.yaml`: No changes: the account is what the file says (account `1234567890123456`).',
    );
  });

  it.each([
    ['nothing at all', {}, true],
    ['a note', { findings: [finding({ blocking: false })] }, true],
    ['a change', { changes: [CHANGES.attach] }, false],
    ['something that is refused', { findings: [finding()] }, false],
    ['a weakened setting', { findings: [weakened] }, false],
  ])('%s', (_what, over, isNone) => {
    expect(isNoChange(plan(over))).toBe(isNone);
  });
});

it('a comment about a commit without a plan says so, and why', () => {
  const { commit, runUrl } = FACTS;
  expect(staleComment('acr-access.yaml', 'the file has problems', { commit, runUrl }).split('\n')).toEqual([
    '### `acr-access.yaml`: No plan for this commit',
    '',
    'Why: the file has problems',
    '',
    '<sub>commit `9fceb02` · [run](https://github.com/o/r/actions/runs/1)</sub>',
    '',
  ]);
});
