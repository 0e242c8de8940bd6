import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/policy/evaluate.ts';
import { documentProblems } from '../../../src/policy/parse.ts';
import { casesOf, caseWorld, groupOf, reaching } from './cases.ts';

describe('published policy cases: parse', () => {
  it.each(casesOf('parse'))('$id: $why', ({ document, expect: { errors } }) => {
    expect(documentProblems(document).map((problem) => problem.code)).toEqual(errors);
  });
});

describe('published policy cases: evaluate', () => {
  it.each(casesOf('evaluate'))('$id: $title', ({ attachments, request, expect: { decision } }) => {
    const attached = reaching(attachments, request.principal, caseWorld.groups);
    const answer = evaluate(attached, request, { resourceGroupOf: (resource) => groupOf(caseWorld, resource) });
    expect(answer.decision).toBe(decision);
  });
});
