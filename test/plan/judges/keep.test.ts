import { describe, expect, it } from 'vitest';
import type { World } from '../../support/world.ts';
import { allow, custom, holding, judged, PUSH, REPOSITORY, rule } from './support.ts';

describe('keep', () => {
  const KEEP = rule('keep: role:ci, can: push, on: "prod:release/api"');
  const keeps = (document: unknown, world: World = {}) => holding(document, { attached: ['role:ci own'], ...world });

  it.each<[string, World, readonly unknown[]]>([
    ['it is allowed', keeps(allow(PUSH)), []],
    [
      'it is not allowed',
      keeps(allow('cr:PullRepository')),
      [
        expect.stringContaining(
          `role:ci could not push on prod:release/api: cr:PushRepository on ${REPOSITORY}/release/api is not allowed`,
        ),
      ],
    ],
    ['the role does not exist', { users: ['alice'] }, [expect.stringContaining('role:ci could not push')]],
    [
      'a condition may fail',
      keeps(allow(PUSH, '*', { Condition: { Bool: { 'acs:MFAPresent': 'true' } } })),
      [expect.stringContaining('with acs:MFAPresent false is not allowed')],
    ],
    [
      'it will end',
      keeps(allow(PUSH, '*', { Condition: { DateLessThan: { 'acs:CurrentTime': '2027-01-01T00:00:00Z' } } })),
      [expect.stringContaining('could not push')],
    ],
    ['nobody knows', keeps('nonsense'), [expect.stringContaining('role:ci might not be able to push')]],
    [
      'it may be denied by what nobody read',
      keeps(allow(PUSH), {
        others: [custom('own', allow(PUSH)), custom('dark', undefined)],
        attached: ['role:ci own', 'role:ci dark'],
      }),
      [expect.stringContaining('role:ci might not be able to push')],
    ],
  ])('%s', (_title, world, messages) => {
    expect(judged(KEEP, world)).toEqual(messages);
  });

  it('asks every member of a group, and of an empty group what it gives', () => {
    const body = rule('keep: group:release, can: pull, on: "prod:release/*"');
    const world = (members: readonly string[], attached: readonly string[]): World => ({
      users: ['alice', 'bob'],
      groups: { release: members },
      others: [custom('own', allow('cr:PullRepository'))],
      attached,
    });
    expect(judged(body, world(['alice', 'bob'], ['user:alice own']))).toEqual([
      expect.stringContaining('user:bob could not pull'),
    ]);
    expect(judged(body, world(['alice', 'bob'], ['group:release own']))).toEqual([]);
    expect(judged(body, world([], ['group:release own']))).toEqual([]);
    expect(judged(body, world([], ['user:alice own']))).toEqual([
      expect.stringContaining('group:release could not pull'),
    ]);
    expect(judged(body, { users: ['alice'] })).toEqual([expect.stringContaining('group:release could not pull')]);
  });

  it('needs every action on the repositories for full', () => {
    const body = rule('keep: role:ci, can: full, on: "prod:release/*"');
    expect(judged(body, keeps(allow('cr:*', `${REPOSITORY}/release/*`)))).toEqual([]);
    expect(judged(body, keeps(allow(PUSH)))).toHaveLength(1);
    expect(
      judged(`${body}\ngrants: { all: { can: full, on: "prod:release/*", to: role:ci } }`, { roles: ['ci'] }),
    ).toEqual([]);
  });

  it('refuses a plan that takes it away', () => {
    const world: World = {
      roles: ['ci'],
      owned: { 'acr-access-push': allow(PUSH) },
      attached: ['role:ci acr-access-push'],
    };
    expect(judged(KEEP, world)).toEqual([]);
    expect(judged(`${KEEP}\ngrants: {}`, world)).toHaveLength(1);
  });
});
