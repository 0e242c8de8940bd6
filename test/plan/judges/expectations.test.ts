import { describe, expect, it } from 'vitest';
import { unmetExpectations } from '../../../src/pipeline.ts';
import { configOf, NOW, type World } from '../../support/world.ts';
import { allow, holding, judged, PUSH, REPOSITORY } from './support.ts';

describe('expectations', () => {
  const expectation = (text: string): string => `expect: [{ ${text} }]`;
  const MAY = expectation('who: user:alice, can: push, on: prod:release/api, allowed: true');
  const MAY_NOT = expectation('who: user:alice, can: push, on: "prod:release/*", allowed: false');

  it.each<[string, unknown, boolean, boolean]>([
    ['everything', allow(PUSH), true, false],
    ['nothing', allow('cr:GetScan'), false, true],
    ['another repository of the area', allow(PUSH, `${REPOSITORY}/release/web`), false, false],
    ['under a condition', allow(PUSH, '*', { Condition: { Bool: { 'acs:MFAPresent': 'true' } } }), false, false],
    ['nobody knows', 'nonsense', false, false],
  ])('in the account: %s', (_title, document, may, mayNot) => {
    expect(judged(MAY, holding(document)).length === 0).toBe(may);
    expect(judged(MAY_NOT, holding(document)).length === 0).toBe(mayNot);
  });

  it('say why they do not hold', () => {
    expect(judged(MAY_NOT, holding(allow(PUSH)))).toEqual([
      `TST01 expected that user:alice may not push on prod:release/*: it is allowed, e.g. cr:PushRepository on ${REPOSITORY}/release/x, by own`,
    ]);
    expect(judged(MAY, holding(allow('cr:PullRepository')))).toEqual([
      `TST01 expected that user:alice may push on prod:release/api: it is not allowed, e.g. cr:PushRepository on ${REPOSITORY}/release/api`,
    ]);
  });

  it('do not hold for somebody who does not exist, unless the file deletes him', () => {
    expect(judged(MAY_NOT, {})).toEqual([expect.stringContaining('user:alice does not exist')]);
    expect(judged(`${MAY_NOT}\nusers: { alice: { state: absent } }`, {})).toEqual([]);
    expect(judged(`${MAY_NOT}\nusers: { alice: {} }`, {})).toEqual([]);
    expect(judged(MAY_NOT.replace('user:', 'role:'), {})).toHaveLength(1);
  });

  it('do not hold where the account is not all visible, or the words are empty', () => {
    expect(judged(MAY_NOT, { users: ['alice'], account: { seesResourceGroups: false } })).toHaveLength(1);
    expect(judged(MAY_NOT.replace('"prod:release/*"', 'prod:release'), { users: ['alice'] })).toEqual([
      expect.stringContaining('push means nothing on prod:release'),
    ]);
  });

  it('are about what the plan leaves', () => {
    const world: World = {
      users: ['alice'],
      owned: { 'acr-access-old': allow(PUSH) },
      attached: ['user:alice acr-access-old'],
    };
    expect(judged(MAY_NOT, world)).toHaveLength(1);
    expect(judged(`${MAY_NOT}\ngrants: {}`, world)).toEqual([]);
    expect(
      judged(`${MAY}\ngrants: { a: { can: push, on: "prod:release/*", to: user:alice } }`, { users: ['alice'] }),
    ).toEqual([]);
  });

  describe('of the file alone', () => {
    const contradicted = (body: string) => unmetExpectations(configOf(body), NOW).map(({ message }) => message);
    const grant = (to: string, more = '') => `\ngrants: { a: { can: push, on: "prod:release/*", to: "${to}"${more} } }`;

    it.each<[string, string, number, number]>([
      ['a grant gives it', grant('user:alice'), 0, 1],
      ['no grant gives it', grant('user:bob'), 1, 0],
      ['a group gives it', `${grant('group:devs')}\ngroups: { devs: { members: [alice] } }`, 0, 1],
      ['she is not in the group', `${grant('group:devs')}\ngroups: { devs: { members: [bob] } }`, 1, 0],
      ['who is in the group only the account knows', grant('group:devs'), 0, 0],
      ['what the resource group holds only the account knows', grant('user:alice', ', scope: rg-team'), 0, 0],
      ['the grant has ended', grant('user:alice', ', until: 2026-01-01'), 1, 0],
      ['the grant will end', grant('user:alice', ', until: 2027-01-01'), 1, 1],
    ])('%s', (_title, rest, may, mayNot) => {
      expect(contradicted(MAY + rest)).toHaveLength(may);
      expect(contradicted(MAY_NOT + rest)).toHaveLength(mayNot);
    });

    it('refuses empty words', () => {
      const words = expectation('who: user:alice, can: pull, on: prod:release, allowed: true');
      expect(contradicted(words + grant('group:devs'))).toEqual([expect.stringContaining('pull means nothing')]);
    });

    it('takes full for what a full grant gives', () => {
      const full = expectation('who: user:alice, can: full, on: prod:release/api, allowed: true');
      expect(contradicted(`${full}\ngrants: { a: { can: full, on: prod:release/api, to: user:alice } }`)).toEqual([]);
      expect(contradicted(full + grant('user:alice'))).toHaveLength(1);
    });
  });
});
