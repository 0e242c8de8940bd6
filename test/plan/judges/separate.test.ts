import { describe, expect, it } from 'vitest';
import { allow, custom, holding, judged, PUSH, REPOSITORY, rule } from './support.ts';

describe('separate', () => {
  const FOUR_EYES = rule('separate: [push, delete], on: "prod:release/*"');

  it.each<[string, unknown, number]>([
    ['both', allow([...PUSH, 'cr:DeleteRepositoryTag']), 1],
    ['one of them', allow(PUSH), 0],
    ['the other one', allow('cr:DeleteRepository'), 0],
    [
      'in two parts of the area',
      {
        Version: '1',
        Statement: [
          ...allow(PUSH, `${REPOSITORY}/release/a`).Statement,
          ...allow('cr:DeleteRepository', `${REPOSITORY}/release/b`).Statement,
        ],
      },
      1,
    ],
    [
      'one of them elsewhere',
      {
        Version: '1',
        Statement: [
          ...allow(PUSH, `${REPOSITORY}/release/a`).Statement,
          ...allow('cr:DeleteRepository', `${REPOSITORY}/dev/b`).Statement,
        ],
      },
      0,
    ],
    ['what nobody read', undefined, 1],
  ])('%s', (_title, document, count) => {
    expect(judged(FOUR_EYES, holding(document))).toHaveLength(count);
  });

  it('names both requests and the ways to them', () => {
    const world = holding(allow(PUSH), {
      others: [custom('own', allow(PUSH)), custom('clean', allow('cr:DeleteRepositoryTag'))],
      attached: ['user:alice own', 'user:alice clean'],
    });
    expect(judged(FOUR_EYES, world)).toEqual([
      expect.stringMatching(
        /^GRD04 guardrail rule: user:alice would hold push and delete on prod:release\/\*, e.g. cr:PushRepository on \S+, by own, e.g. cr:DeleteRepositoryTag on \S+, by clean$/,
      ),
    ]);
  });
});
