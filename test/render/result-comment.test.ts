import { describe, expect, it } from 'vitest';
import type { ApplyResult, Outcome } from '../../src/apply/types.ts';
import { differencesMarkdown, differencesText } from '../../src/render/differences.ts';
import { notAppliedComment, resultComment } from '../../src/render/result-comment.ts';
import { REPORT } from './access.ts';
import { largePlan } from './large-plans.ts';
import { CHANGES, plan, STATS } from './plans.ts';

const FACTS = { commit: '9fceb02d0ae598e95dc970b74767f19372d61af8', runUrl: '', stats: STATS };

const result = (kinds: readonly Outcome['result'][], over: Partial<ApplyResult> = {}): ApplyResult => ({
  outcomes: kinds.map((kind) => ({ change: CHANGES.attach, result: kind, requestIds: [], message: '', remedy: '' })),
  interrupted: false,
  remaining: plan(),
  converged: true,
  ...over,
});
const headline = (of: ApplyResult): string =>
  resultComment(plan(), of, FACTS).split('\n')[0]!.replace('### `acr-access.yaml`: ', '');

describe('the comment about an apply', () => {
  it.each([
    ['Applied: 2 done, 1 already so', result(['done', 'done', 'already'])],
    ['Applied: nothing was left to do', result([])],
    [
      'Not finished: 1 done, 1 failed, 1 change left',
      result(['done', 'failed'], { converged: false, remaining: plan({ changes: [CHANGES.attach] }) }),
    ],
    ['Not finished: 1 done, not verified', result(['done'], { converged: false, remaining: undefined })],
    ['Not finished: 1 done', result(['done'], { converged: false })],
    ['Not finished: the account is not what the file says', result([], { converged: false })],
  ])('is headed %j', (text, of) => {
    expect(headline(of)).toBe(text);
  });

  it('shows what is open, then what was done, then the plan', () => {
    const text = resultComment(
      plan({ changes: [CHANGES.attach], report: REPORT }),
      result(['done', 'failed', 'skipped'], { converged: false }),
      FACTS,
    );
    const places = [
      '**failed**',
      '**skipped**',
      '<summary>1 change done</summary>',
      '<summary>The plan</summary>',
      '`user:alice`',
      '<sub>account',
      '<sub>commit',
    ].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('fits with 5,000 outcomes, and both failed and done get room', () => {
    const large = largePlan(5000);
    const outcomes = large.changes.map((change, index): Outcome => {
      return {
        change,
        result: index % 2 === 0 ? 'failed' : 'done',
        requestIds: [`R${index}`],
        message: 'no',
        remedy: 'Ask.',
      };
    });
    const text = resultComment(large, { ...result([]), outcomes, converged: false }, FACTS);
    expect(text.length).toBeLessThan(60_000);
    const failed = text.match(/\*\*failed\*\*/g)!.length;
    expect(failed).toBeGreaterThan(100);
    expect(text).toContain(`and ${(2500 - failed).toLocaleString('en-US')} more failed changes`);
    expect(text.match(/^\| done \|/gm)!.length).toBeGreaterThan(100);
  });
});

const DIFFERENCES = [
  { approved: null, now: 'attach `acr-access-x` to user:mallory', why: 'the account changed since the plan' },
  { approved: 'detach `a|b` from user:bob', now: null, why: 'the file changed since the plan' },
];

describe('differences', () => {
  it('are a table of what was approved, what is now, and why', () => {
    expect(differencesMarkdown(DIFFERENCES).split('\n')).toEqual([
      '| approved | now | why |',
      '|---|---|---|',
      '| nothing | attach `acr-access-x` to `user:mallory` | the account changed since the plan |',
      '| detach `a\\|b` from `user:bob` | nothing | the file changed since the plan |',
    ]);
    expect(differencesMarkdown([])).toBe('');
  });

  it('are lines of a log', () => {
    expect(differencesText(DIFFERENCES.slice(0, 1)).split('\n')).toEqual([
      '  the account changed since the plan',
      '    approved: nothing',
      '    now:      attach `acr-access-x` to user:mallory',
    ]);
  });

  it('are counted when they are too many', () => {
    const many = differencesMarkdown(Array.from({ length: 2000 }, () => DIFFERENCES[0]!));
    expect(many.length).toBeLessThan(30_001);
    expect(many).toMatch(/\nand 1,\d{3} more differences: whole in the log$/);
  });
});

describe('the comment about what was not applied', () => {
  it('says that nothing was written, why, and what to do', () => {
    const text = notAppliedComment(plan({ changes: [CHANGES.attach] }), differencesMarkdown(DIFFERENCES), FACTS);
    const places = [
      '### `acr-access.yaml`: Not applied',
      'Nothing was written',
      '| approved | now | why |',
      '**What to do:** open a new pull request',
      '<summary>The plan as it is now</summary>',
      '<sub>account',
      '<sub>commit',
    ].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('needs no plan, and fits beside the largest one', () => {
    expect(notAppliedComment(undefined, 'The tip moved.', FACTS)).toMatch(
      /^### Not applied\n\n.*\n\nThe tip moved\.\n/,
    );
    const why = differencesMarkdown(Array.from({ length: 2000 }, () => DIFFERENCES[0]!));
    expect(notAppliedComment(largePlan(5000), why, FACTS).length).toBeLessThan(60_000);
  });
});
