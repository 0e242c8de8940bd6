import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/policy/catalogue.ts';
import { type AccessDiff, diffAccess } from '../../../src/policy/diff-access.ts';
import type { AttachedDocument } from '../../../src/policy/evaluate.ts';
import { attach, side, WORLD } from './support.ts';

const on = (rests: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action: 'cr:*',
  Resource: [rests].flat().map((rest) => `acs:cr:*:*:repository/cri-a/${rest}`),
  ...more,
});
const under = (keys: number) =>
  Array.from({ length: keys }, (_, at) => ({ Condition: { StringEquals: { [`acs:Key${at}`]: 'a' } } }));

const CASES: Readonly<Record<string, readonly [AttachedDocument[], AttachedDocument[]]>> = {
  'patterns that overlap': [
    [attach([on(['*a*b', 'x?/*']), on('*b*a', { Effect: 'Deny' })])],
    [attach([on(['*b*a*', '?x/*']), on('*c', { Effect: 'Deny' })])],
  ],
  'denials that end': [
    [attach([on('*'), on(['*a*', 'b?*'], { Effect: 'Deny' })])],
    [attach([on('*'), on(['*a?', 'b*c'], { Effect: 'Deny' })])],
  ],
  'a push and a pull that come together': [
    [attach([on('*a*', { Action: 'cr:PushRepository' })])],
    [attach([on('*a*', { Action: 'cr:PushRepository' }), on('*b*', { Action: 'cr:PullRepository' })])],
  ],
  'more conditions than are looked at': [
    [attach(under(10).map((more) => on('*a*', more)))],
    [attach(under(10).map((more) => on('*b*', more)))],
  ],
};

describe('the work limit', () => {
  it.each(Object.entries(CASES))('never makes an answer wrong, wherever it strikes: %s', (_, [before, after]) => {
    const compare = (left: number): AccessDiff => {
      const world = { ...WORLD }; // what is remembered of one world costs nothing
      const sides = { before: { world, attached: before }, after: { world, attached: after } };
      return diffAccess({ ...sides, budget: { left } });
    };
    const exact = compare(3_000_000);
    let finished = 0;
    for (let left = 0; finished < 3; left += 1 + (left >> 6)) {
      const diff = compare(left);
      if (JSON.stringify(diff) === JSON.stringify(exact)) {
        finished += 1;
        continue;
      }
      expect([diff.relation, diff.certainty]).toEqual(['incomparable', 'unknown']);
      for (const rows of [diff.gained, diff.lost]) expect(rows.map(({ certainty }) => certainty)).toContain('unknown');
    }
  });
});

describe('many documents', () => {
  it('keeps apart what more lists of actions than are remembered are about', () => {
    const names = [...CATALOGUE.keys()].filter((name) => /^cr:[A-Z]/.test(name)).slice(0, 50);
    const pairs = names.flatMap((one) => names.map((other) => [one, other]));
    const all = (more: object) => side(attach(pairs.map((Action) => on('a/*', { Action, ...more }))));
    const { relation, gained } = diffAccess({ before: side(), after: all({}) });
    expect(relation).toBe('more');
    expect(gained.flatMap(({ kind, actions }) => (kind === 'repo' ? actions : []))).toEqual(
      names.filter((name) => CATALOGUE.get(name)!.includes('repo')),
    );
  });
});

describe('an instance that is new', () => {
  it('was in the resource group before in which it is afterwards', () => {
    const before = { ...WORLD, instances: WORLD.instances.slice(1) };
    const attached = [attach([on('a/*')], { scope: 'rg-a' })];
    expect(diffAccess({ before: { world: before, attached }, after: { world: WORLD, attached } }).relation).toBe(
      'equivalent',
    );
  });
});
