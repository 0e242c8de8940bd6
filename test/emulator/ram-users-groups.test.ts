import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { account } from './account.ts';
import { failure, ram, ramClient } from './clients.ts';

let emulator: Emulator;
let client: ReturnType<typeof ramClient>;

beforeEach(async () => {
  emulator = await startEmulator({ account, quotas: { users: 5, groups: 3, groupsPerUser: 2 } });
  client = ramClient(emulator.url);
});
afterEach(() => emulator.close());

describe('users', () => {
  it('lists the users of the account file', async () => {
    const { body } = await client.listUsers(new ram.ListUsersRequest({}));
    expect(body?.users?.user?.map((user) => user.userName)).toEqual(['alice', 'bob']);
    expect(body?.isTruncated).toBe(false);
    expect(body?.marker).toBeUndefined();
    expect(body?.requestId).toMatch(/^[0-9A-F-]{36}$/);
  });

  it('creates, describes, renames, clears and deletes a user', async () => {
    await client.createUser(
      new ram.CreateUserRequest({ userName: 'carol', displayName: 'Carol', comments: "it's *her* ~ 名" }),
    );
    const { body } = await client.getUser(new ram.GetUserRequest({ userName: 'carol' }));
    expect(body?.user).toMatchObject({ userName: 'carol', displayName: 'Carol', comments: "it's *her* ~ 名" });
    await client.updateUser(new ram.UpdateUserRequest({ userName: 'carol', newUserName: 'caro', newComments: '' }));
    const renamed = await client.getUser(new ram.GetUserRequest({ userName: 'caro' }));
    expect(renamed.body?.user).toMatchObject({ userName: 'caro', displayName: 'Carol', comments: '' });
    expect(await failure(client.getUser(new ram.GetUserRequest({ userName: 'carol' })))).toBe(
      '404 EntityNotExist.User',
    );
    await client.deleteUser(new ram.DeleteUserRequest({ userName: 'caro' }));
    expect(await failure(client.deleteUser(new ram.DeleteUserRequest({ userName: 'caro' })))).toBe(
      '404 EntityNotExist.User',
    );
  });

  it('keeps groups and policies of a renamed user', async () => {
    await client.updateUser(new ram.UpdateUserRequest({ userName: 'alice', newUserName: 'alicia' }));
    const groups = await client.listGroupsForUser(new ram.ListGroupsForUserRequest({ userName: 'alicia' }));
    expect(groups.body?.groups?.group?.map((group) => group.groupName)).toEqual(['frontend']);
    const members = await client.listUsersForGroup(new ram.ListUsersForGroupRequest({ groupName: 'frontend' }));
    expect(members.body?.users?.user?.map((user) => user.userName)).toEqual(['alicia']);
  });

  it.each([
    ['400 MissingUserName', {}],
    ['400 InvalidParameter.UserName.InvalidChars', { userName: 'a b' }],
    ['400 InvalidParameter.UserName.Length', { userName: 'a'.repeat(65) }],
    ['400 InvalidParameter.DisplayName.Length', { userName: 'x', displayName: 'd'.repeat(129) }],
    ['400 InvalidParameter.Comments.Length', { userName: 'x', comments: 'd'.repeat(129) }],
    ['400 InvalidParameter.Email.Format', { userName: 'x', email: 'nobody' }],
    ['409 EntityAlreadyExists.User', { userName: 'alice' }],
  ])('refuses to create a user with %s', async (expected, fields) => {
    expect(await failure(client.createUser(new ram.CreateUserRequest(fields)))).toBe(expected);
  });

  it('stops at the quota of users', async () => {
    for (const userName of ['u1', 'u2', 'u3']) await client.createUser(new ram.CreateUserRequest({ userName }));
    expect(await failure(client.createUser(new ram.CreateUserRequest({ userName: 'u4' })))).toBe(
      '409 LimitExceeded.User',
    );
  });

  it('deletes no user that has groups or policies', async () => {
    const remove = (userName: string) => failure(client.deleteUser(new ram.DeleteUserRequest({ userName })));
    expect(await remove('alice')).toBe('409 DeleteConflict.User.Group');
    expect(await remove('bob')).toBe('409 DeleteConflict.User.Policy');
  });
});

describe('groups', () => {
  it('creates, renames, fills, empties and deletes a group', async () => {
    await client.createGroup(new ram.CreateGroupRequest({ groupName: 'ops', comments: 'Ops' }));
    await client.updateGroup(
      new ram.UpdateGroupRequest({ groupName: 'ops', newGroupName: 'platform', newComments: 'P' }),
    );
    const { body } = await client.getGroup(new ram.GetGroupRequest({ groupName: 'platform' }));
    expect(body?.group).toMatchObject({ groupName: 'platform', comments: 'P' });
    const membership = { userName: 'bob', groupName: 'platform' };
    await client.addUserToGroup(new ram.AddUserToGroupRequest(membership));
    expect(await failure(client.addUserToGroup(new ram.AddUserToGroupRequest(membership)))).toBe(
      '409 EntityAlreadyExists.User.Group',
    );
    expect(await failure(client.deleteGroup(new ram.DeleteGroupRequest({ groupName: 'platform' })))).toBe(
      '409 DeleteConflict.Group.User',
    );
    await client.removeUserFromGroup(new ram.RemoveUserFromGroupRequest(membership));
    expect(await failure(client.removeUserFromGroup(new ram.RemoveUserFromGroupRequest(membership)))).toBe(
      '404 EntityNotExist.User.Group',
    );
    await client.deleteGroup(new ram.DeleteGroupRequest({ groupName: 'platform' }));
    expect(await failure(client.getGroup(new ram.GetGroupRequest({ groupName: 'platform' })))).toBe(
      '404 EntityNotExist.Group',
    );
  });

  it('stops at the quotas of groups and of groups per user', async () => {
    for (const groupName of ['g1', 'g2']) await client.createGroup(new ram.CreateGroupRequest({ groupName }));
    expect(await failure(client.createGroup(new ram.CreateGroupRequest({ groupName: 'g3' })))).toBe(
      '409 LimitExceeded.Group',
    );
    await client.addUserToGroup(new ram.AddUserToGroupRequest({ userName: 'alice', groupName: 'g1' }));
    expect(
      await failure(client.addUserToGroup(new ram.AddUserToGroupRequest({ userName: 'alice', groupName: 'g2' }))),
    ).toBe('409 LimitExceeded.User.Group');
  });

  it('does not delete a group with a policy', async () => {
    await client.removeUserFromGroup(new ram.RemoveUserFromGroupRequest({ userName: 'alice', groupName: 'frontend' }));
    expect(await failure(client.deleteGroup(new ram.DeleteGroupRequest({ groupName: 'frontend' })))).toBe(
      '409 DeleteConflict.Group.Policy',
    );
  });
});
