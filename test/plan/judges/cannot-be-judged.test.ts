import { describe, expect, it } from 'vitest';
import type { World } from '../../support/world.ts';
import { allow, custom, judged, PUSH, rule } from './support.ts';

describe('a guardrail that cannot be judged', () => {
  const RULES = `guardrails:
  - { id: a, only: [], can: push, on: "prod:x/*" }
  - { id: b, keep: [role:ci], can: push, on: "prod:x/*" }
  - { id: c, no-new: push, on: "prod:x/*" }
  - { id: d, separate: [push, delete], on: "prod:x/*" }`;
  const fine: World = { roles: ['ci'], others: [custom('own', allow(PUSH))], attached: [] };

  it('is not satisfied where grants in resource groups are not visible', () => {
    const found = judged(RULES, { ...fine, account: { seesResourceGroups: false } });
    for (const id of 'abcd') {
      expect(found).toContainEqual(
        expect.stringMatching(new RegExp(`guardrail ${id}: it cannot be judged: .*ram:ListPolicyAttachments`)),
      );
    }
  });

  it('is not satisfied where the members of a group that holds something are not known', () => {
    const world: World = {
      ...fine,
      groups: { devs: [] },
      attached: ['group:devs own'],
      account: { members: new Map() },
    };
    expect(judged(RULES, world).filter((message) => message.includes('members of devs'))).toHaveLength(4);
  });

  it.each([
    ['only: [], can: push, on: prod:release', 'push means nothing on prod:release: that is the namespace alone'],
    ['only: [], can: network, on: "prod:release/*"', 'network means nothing on prod:release/*'],
    ['keep: [role:ci], can: pull, on: prod:release', 'pull means nothing on prod:release'],
    ['no-new: push, on: [prod:release, "prod:a/*"]', 'push means nothing on prod:release'],
    ['separate: [push, network], on: "prod:a/*"', 'network means nothing on prod:a/*'],
    ['only: [], can: network, on: "legacy:*"', 'network means nothing on legacy:*'],
  ])('is not satisfied by empty words: %s', (text, message) => {
    expect(judged(rule(text), { roles: ['ci'] })).toContainEqual(expect.stringContaining(message));
  });

  it('may name a verb that means nothing in one of several areas', () => {
    expect(judged(rule('only: [], can: [push, network], on: ["prod:*", "legacy:*"]'), { users: ['alice'] })).toEqual(
      [],
    );
  });
});
