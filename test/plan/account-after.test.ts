import { describe, expect, it } from 'vitest';
import { accountAfter } from '../../src/plan/account-after.ts';
import type { Change } from '../../src/plan/types.ts';
import { accountOf, planOf, type World } from '../support/world.ts';
import { allow, onProd } from './access-rows.ts';

const WORLD: World = {
  users: ['alice', 'bob'],
  groups: { dev: ['alice', 'bob'] },
  others: [{ name: 'by-hand', document: allow(['cr:PullRepository', onProd('x/*')]) }],
  attached: ['user:alice by-hand', 'group:dev by-hand'],
};
const later = (file: string) => accountAfter(accountOf(WORLD), planOf(file, WORLD).changes);

describe('the account after a plan', () => {
  it('leaves the account that it is made from as it is', () => {
    const account = accountOf(WORLD);
    const { changes } = planOf(
      'groups: { dev: { members: [] }, ops: { members: [alice] } }\nusers: { bob: { state: absent } }\n',
      WORLD,
    );
    accountAfter(account, changes);
    expect(account).toEqual(accountOf(WORLD));
  });

  it('keeps the texts that the file does not manage', () => {
    const { users } = later('users: { alice: { comments: changed } }\n');
    expect(users.get('alice')).toMatchObject({ displayName: 'alice', comments: 'changed' });
  });

  it('has nothing left of a user that goes', () => {
    const { users, members, attachments } = later('users: { alice: { state: absent } }\n');
    expect([...users.keys()]).toEqual(['bob']);
    expect(members.get('dev')).toEqual(new Set(['bob']));
    expect(attachments.map(({ principal }) => principal)).toEqual(['group:dev']);
  });

  it('knows the members of a new group, also when there are none', () => {
    const { members } = later('groups: { ops: { members: [alice] }, empty: { members: [] } }\n');
    expect(members.get('ops')).toEqual(new Set(['alice']));
    expect(members.get('empty')).toEqual(new Set());
  });

  it('has nothing left of a group that goes', () => {
    const gone = { kind: 'group', name: 'dev', comments: '' } as const;
    const change: Change = {
      key: 'group/dev',
      reason: '',
      source: null,
      kind: 'group',
      action: 'delete',
      before: gone,
      after: null,
    };
    const { groups, members, attachments } = accountAfter(accountOf(WORLD), [change]);
    expect([groups.size, members.size]).toEqual([0, 0]);
    expect(attachments.map(({ principal }) => principal)).toEqual(['user:alice']);
  });
});
