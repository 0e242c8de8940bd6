import { describe, expect, it } from 'vitest';
import { ownershipTags } from '../../src/state/ownership.ts';
import type { World } from '../support/world.ts';
import { OWNER } from '../support/world.ts';
import { allow, deny, documentOf, keysOf, lintFile, lintPlan, liveWorld, PROD } from './lints.ts';

const READ = documentOf(allow(['cr:Get*', 'cr:List*', 'cr:PullRepository'], '*'));
const pull = (name: string, on: string, to: string, more = '') =>
  `  ${name}: { can: pull, on: "prod:${on}", to: "${to}"${more} }\n`;
const found = (id: string, body: string, world: World) => keysOf(lintPlan(body, world), id);

describe('LP07, what a principal has anyway', () => {
  it('is found among the grants of the file', () => {
    const nested = `grants:\n${pull('wide', 'team/*', 'user:alice')}${pull('narrow', 'team/web', 'user:alice')}`;
    expect(keysOf(lintFile(nested), 'LP07')).toEqual(['grant/narrow']);
    const beside = `grants:\n${pull('wide', 'team/*', 'user:alice')}${pull('other', 'qa/web', 'user:alice')}`;
    expect(keysOf(lintFile(beside), 'LP07')).toEqual([]);
    const strangers = `grants:\n${pull('wide', 'team/*', 'user:alice')}${pull('narrow', 'team/web', 'user:bob')}`;
    expect(keysOf(lintFile(strangers), 'LP07')).toEqual([]);
    const ending = `grants:\n${pull('wide', 'team/*', 'user:alice', ', until: 2026-12-31')}${pull('narrow', 'team/web', 'user:alice')}`;
    expect(keysOf(lintFile(ending), 'LP07')).toEqual([]);
    const scoped = `grants:\n${pull('wide', 'team/*', 'user:alice', ', scope: rg-team')}${pull('narrow', 'team/web', 'user:alice')}`;
    expect(keysOf(lintFile(scoped), 'LP07')).toEqual([]);
  });

  it('is found in policies that are not in the file, through groups as well', () => {
    const body = `grants:\n${pull('narrow', 'team/web', 'user:alice')}`;
    expect(found('LP07', body, liveWorld(READ))).toEqual(['grant/narrow']);
    expect(
      found('LP07', body, liveWorld(READ, { groups: { devs: ['alice'] }, attached: ['group:devs live'] })),
    ).toEqual(['grant/narrow']);
    expect(found('LP07', body, liveWorld(READ, { groups: { devs: [] }, attached: ['group:devs live'] }))).toEqual([]);
    expect(found('LP07', body, liveWorld(READ, { attached: ['user:alice live rg-team'] }))).toEqual([]);
  });
});

describe('LP08, what has no effect', () => {
  const grants = (...statements: object[]) =>
    `grants: { raw: { statements: ${JSON.stringify(statements)}, to: "user:alice" } }`;
  const allowed = allow('cr:PullRepository', `${PROD}/team/*`);

  it('is a Deny where nothing is allowed', () => {
    const body = grants(allowed, deny('cr:PushRepository', `${PROD}/team/*`));
    expect(found('LP08', body, { users: ['alice'] })).toEqual(['grant/raw']);
    expect(found('LP08', body, liveWorld(documentOf(allow('cr:Pu*', `${PROD}/*/web`))))).toEqual([]);
    expect(found('LP08', body, liveWorld({ broken: true }))).toEqual([]);
    expect(keysOf(lintFile(body), 'LP08')).toEqual([]);
  });

  it('is an Allow under the Deny of another policy', () => {
    const body = grants(allowed);
    expect(found('LP08', body, liveWorld(documentOf(deny('cr:*', '*'))))).toEqual(['grant/raw']);
    expect(found('LP08', body, liveWorld(documentOf(deny('cr:*', `${PROD}/team/web`))))).toEqual([]);
    expect(
      found('LP08', body, liveWorld(documentOf(deny('cr:*', '*')), { attached: ['user:alice live rg-team'] })),
    ).toEqual([]);
  });
});

describe('LP09, a removal that takes nothing away', () => {
  const owned = { 'acr-access-old': documentOf(allow('cr:PullRepository', `${PROD}/team/*`)) };
  const old = (more: World = {}): World => ({
    users: ['alice', 'bob'],
    owned,
    others: [{ name: 'live', document: READ }],
    attached: ['user:alice acr-access-old'],
    ...more,
  });
  const detach = 'attachment/user:alice/Custom/acr-access-old/account';

  it('is found where another policy stays', () => {
    expect(found('LP09', 'grants: {}\nsettings: { limits: { removalPercent: 100 } }', old())).toEqual([]);
    const covered = old({ attached: ['user:alice acr-access-old', 'user:alice live'] });
    const [finding] = lintPlan('grants: {}', covered).filter(({ id }) => id === 'LP09');
    expect(finding).toMatchObject({ key: detach, introduced: true, blocking: false });
    expect(finding?.message).toBe('the removal takes no access away: live still gives it');
  });

  it('is none where the plan itself gives the same', () => {
    expect(found('LP09', `grants:\n${pull('new', 'team/*', 'user:alice')}`, old())).toEqual([]);
  });

  it('asks every member of a group', () => {
    const world = (...attached: string[]) =>
      old({ groups: { devs: ['alice', 'bob'] }, attached: ['group:devs acr-access-old', ...attached] });
    expect(found('LP09', 'grants: {}', world('user:alice live'))).toEqual([]);
    expect(found('LP09', 'grants: {}', world('user:alice live', 'user:bob live'))).toEqual([
      'attachment/group:devs/Custom/acr-access-old/account',
    ]);
  });

  it('is found where somebody leaves a group', () => {
    const body = `groups: { devs: { members: [bob] } }\ngrants:\n${pull('old', 'team/*', 'group:devs')}`;
    const world = (...attached: string[]) =>
      old({ groups: { devs: ['alice', 'bob'] }, attached: ['group:devs acr-access-old', ...attached] });
    expect(found('LP09', body, world())).toEqual([]);
    expect(found('LP09', body, world('user:alice live'))).toEqual(['membership/devs/alice']);
  });

  it('is none where the policy that goes denies something', () => {
    const denying = {
      'acr-access-old': documentOf(allow('cr:PullRepository', '*'), deny('cr:PullRepository', `${PROD}/secret/*`)),
    };
    expect(
      found('LP09', 'grants: {}', old({ owned: denying, attached: ['user:alice acr-access-old', 'user:alice live'] })),
    ).toEqual([]);
  });
});

describe('access from outside the file', () => {
  const PUSH = documentOf(allow(['cr:PushRepository', 'cr:PullRepository'], `${PROD}/*`));
  const body = `grants:\n${pull('read', 'team/*', 'user:alice')}`;

  it('DRF01 finds more than reading in a registry of the file', () => {
    expect(found('DRF01', body, liveWorld(PUSH, { users: ['alice', 'bob'], attached: ['user:bob live'] }))).toEqual([
      'user:bob',
    ]);
    expect(found('DRF01', body, liveWorld(READ, { users: ['alice', 'bob'], attached: ['user:bob live'] }))).toEqual([]);
    expect(found('DRF01', body, liveWorld(PUSH))).toEqual([]);
    const elsewhere = documentOf(allow('cr:PushRepository', `${PROD.replace('cri-prod', 'cri-test')}/*`));
    expect(
      found('DRF01', body, liveWorld(elsewhere, { users: ['alice', 'bob'], attached: ['user:bob live'] })),
    ).toEqual([]);
    const over = documentOf(
      allow('cr:*', `${PROD}/*`, { Condition: { DateLessThan: { 'acs:CurrentTime': '2026-01-01T00:00:00Z' } } }),
    );
    expect(found('DRF01', body, liveWorld(over, { users: ['alice', 'bob'], attached: ['user:bob live'] }))).toEqual([]);
  });

  it('DRF01 passes over ignored principals and empty groups', () => {
    const world = liveWorld(PUSH, {
      users: ['alice', 'bob'],
      groups: { ops: [] },
      attached: ['user:bob live', 'group:ops live'],
    });
    expect(found('DRF01', `${body}settings: { ignore: ["user:b*"] }`, world)).toEqual([]);
    expect(found('DRF01', body, { ...world, groups: { ops: ['bob'] } })).toEqual(['user:bob', 'group:ops']);
  });

  it('DRF02 finds what somebody in the file has besides', () => {
    expect(found('DRF02', body, liveWorld(READ))).toEqual(['user:alice']);
    expect(found('DRF02', body, liveWorld(READ, { groups: { ops: ['alice'] }, attached: ['group:ops live'] }))).toEqual(
      ['user:alice'],
    );
    expect(found('DRF02', body, liveWorld(READ, { users: ['alice', 'bob'], attached: ['user:bob live'] }))).toEqual([]);
    expect(found('DRF02', body, liveWorld(documentOf(deny('cr:*', '*'))))).toEqual([]);
    const ops = liveWorld(READ, { groups: { ops: ['alice'] }, attached: ['group:ops live'] });
    expect(found('DRF02', `${body}settings: { ignore: ["group:ops"] }`, ops)).toEqual([]);
  });

  it('DRF03 finds a managed policy that somebody else wrote', () => {
    const edited = documentOf(allow(['cr:PushRepository', 'cr:Get*'], `${PROD}/team/*`));
    const ours = documentOf(allow(['cr:Get*'], [`${PROD}/team/*`]));
    const world = (document: unknown): World => ({
      users: ['alice'],
      owned: { 'acr-access-read': document },
      attached: ['user:alice acr-access-read'],
    });
    expect(found('DRF03', body, world(edited))).toEqual(['policy/acr-access-read']);
    expect(found('DRF03', body, world({ Version: '1' }))).toEqual(['policy/acr-access-read']);
    expect(found('DRF03', body, world(ours))).toEqual([]);
    const foreign = {
      name: 'acr-access-read',
      document: edited,
      tags: { ...ownershipTags(OWNER), 'managed-by': 'somebody' },
    };
    expect(found('DRF03', body, { users: ['alice'], others: [foreign] })).toEqual([]);
  });
});
