import { describe, expect, it } from 'vitest';
import type { World } from '../../support/world.ts';
import { allow, custom, holding, judged, PUSH, REPOSITORY, rule } from './support.ts';

describe('no-new', () => {
  const LISTS_DEV = `{ to: user:alice, statements: [
    { Effect: Allow, Action: ["cr:ListInstance", "cr:ListNamespace"], Resource: "*" },
    { Effect: Allow, Action: "cr:ListRepository", Resource: "${REPOSITORY}/dev/*" }] }`;
  const gains = (verb: string, grant: string, world: World = {}) =>
    judged(`${rule(`no-new: ${verb}, on: "prod:release/*"`)}\ngrants: { new: ${grant} }`, {
      users: ['alice', 'bob'],
      roles: ['ci'],
      groups: { devs: ['alice'] },
      ...world,
    });

  it.each<[string, string, string, readonly unknown[]]>([
    [
      'a gain',
      'push',
      '{ can: push, on: "prod:*", to: user:alice }',
      [
        expect.stringMatching(
          /^GRD01 guardrail rule: user:alice would gain push on prod:release\/\*, e.g. cr:PushRepository on .*, by acr-access-new$/,
        ),
      ],
    ],
    [
      'through a group',
      'push',
      '{ can: push, on: "prod:*", to: group:devs }',
      [expect.stringContaining('by group:devs → acr-access-new')],
    ],
    ['elsewhere', 'push', '{ can: push, on: "prod:dev/*", to: user:alice }', []],
    ['another verb', 'push', '{ can: pull, on: "prod:release/*", to: user:alice }', []],
    ['login', 'login', '{ can: pull, on: "prod:dev/*", to: user:alice }', [expect.any(String)]],
    ['listing', 'list', '{ can: pull, on: "prod:release/*", console: true, to: user:alice }', [expect.any(String)]],
    ['listing elsewhere', 'list', LISTS_DEV, []],
    ['any verb', 'full', '{ can: pull, on: "prod:release/*", to: user:alice }', [expect.any(String)]],
    ['with an end', 'pull', '{ can: pull, on: "prod:*", to: user:alice, until: 2027-01-01 }', [expect.any(String)]],
    [
      'in a resource group that is not known',
      'pull',
      '{ can: pull, on: "prod:*", to: user:alice, scope: rg-team }',
      [expect.stringContaining('might gain pull')],
    ],
  ])('%s', (_title, verb, grant, messages) => {
    expect(gains(verb, grant)).toEqual(messages);
  });

  it('does not mind what was held before, however it is held now', () => {
    const grant = '{ can: push, on: "prod:release/api", to: user:alice }';
    const world = { others: [custom('own', allow(PUSH, `${REPOSITORY}/release/*`))], attached: ['user:alice own'] };
    expect(gains('push', grant, world)).toEqual([]);
    expect(gains('push', '{ can: push, on: "prod:*", to: user:alice }', world)).toEqual([]);
  });

  it('sees a push that is complete only now', () => {
    const world = { others: [custom('own', allow('cr:PushRepository'))], attached: ['user:alice own'] };
    expect(gains('push', '{ can: pull, on: "prod:release/*", to: user:alice }', world)).toHaveLength(1);
  });

  it('sees a larger part of the area', () => {
    const world = { others: [custom('own', allow(PUSH, `${REPOSITORY}/release/api`))], attached: ['user:alice own'] };
    expect(gains('push', '{ can: push, on: "prod:release/*", to: user:alice }', world)).toHaveLength(1);
  });

  it('takes a document that nobody read for the same before and after', () => {
    const world = { others: [custom('dark', undefined)], attached: ['user:alice dark'] };
    expect(gains('push', '{ can: pull, on: "prod:dev/*", to: user:alice }', world)).toEqual([]);
  });

  it('says nothing of a plan without changes, whoever holds it', () => {
    expect(judged(rule('no-new: push, on: "prod:*"'), holding(allow('*')))).toEqual([]);
  });
});
