import { describe, expect, it } from 'vitest';
import { globDifference } from '../../../src/policy/access/glob-difference.ts';
import { resourceGroupIn } from '../../../src/policy/access/places.ts';
import type { AccessRow } from '../../../src/policy/access/rows.ts';
import { kindsOf } from '../../../src/policy/catalogue.ts';
import { diffAccess, type Side } from '../../../src/policy/diff-access.ts';
import { evaluate } from '../../../src/policy/evaluate.ts';
import { globMatch } from '../../../src/policy/glob.ts';
import { documentProblems } from '../../../src/policy/parse.ts';
import {
  type CaseAttachment,
  type CaseWorld,
  caseCatalogue,
  casesOf,
  caseWorld,
  type DiffCase,
  type Included,
  reaching,
} from './cases.ts';

describe('published policy cases: parse', () => {
  it.each(casesOf('parse'))('$id: $why', ({ document, expect: { errors } }) => {
    expect(documentProblems(document).map((problem) => problem.code)).toEqual(errors);
  });
});

const decisionIn = ({ world, attached }: Side, request: Parameters<typeof evaluate>[1]) =>
  evaluate(attached, request, { resourceGroupOf: (resource) => resourceGroupIn(world, resource) }).decision;

describe('published policy cases: evaluate', () => {
  const world = { ...caseWorld, personal: [] };
  it.each(casesOf('evaluate'))('$id: $title', ({ attachments, request, expect: { decision } }) => {
    const attached = reaching(attachments, request.principal, caseWorld.groups);
    expect(decisionIn({ world, attached }, request)).toBe(decision);
  });
});

function sideOf(attachments: readonly CaseAttachment[], replaced: Partial<CaseWorld> | undefined, one: DiffCase): Side {
  const world = { ...caseWorld, ...replaced, personal: [] };
  return { world, attached: reaching(attachments, one.principal, world.groups) };
}

function includes(rows: readonly AccessRow[], { action, matching = '*', notMatching }: Included): boolean {
  return rows.some(
    ({ actions, witness }) =>
      actions.includes(action) &&
      witness !== undefined &&
      globMatch(matching, witness.resource) &&
      !(notMatching !== undefined && globMatch(notMatching, witness.resource)),
  );
}

describe('published policy cases: diff', () => {
  it.each(casesOf('diff'))('$id: $title', (one) => {
    const before = sideOf(one.before, one.worldBefore, one);
    const after = sideOf(one.after, one.worldAfter, one);
    const diff = diffAccess({ before, after });
    expect(diff.relation).toBe(one.expect.relation);
    if (one.expect.gainedIncludes) expect(includes(diff.gained, one.expect.gainedIncludes)).toBe(true);
    if (one.expect.lostIncludes) expect(includes(diff.lost, one.expect.lostIncludes)).toBe(true);
    for (const { witness } of diff.gained) {
      expect([decisionIn(after, witness!), decisionIn(before, witness!)]).toEqual([
        'allow',
        expect.not.stringMatching('allow'),
      ]);
    }
    for (const { witness } of diff.lost) {
      expect([decisionIn(before, witness!), decisionIn(after, witness!)]).toEqual([
        'allow',
        expect.not.stringMatching('allow'),
      ]);
    }
  });
});

describe('published policy cases: glob difference', () => {
  it.each(casesOf('glob-difference'))('$id: $why', ({ a, b, expect: { empty, shortestWitnessLength } }) => {
    const difference = globDifference(a, b);
    if (empty) expect(difference).toBeUndefined();
    else expect((difference as { witness: string }).witness).toHaveLength(shortestWitnessLength!);
  });
});

describe('catalogue', () => {
  it.each(Object.entries(caseCatalogue))('authorises %s at least on %j', (action, kinds) => {
    expect(kindsOf(action)).toEqual(expect.arrayContaining(kinds));
  });
});
