import { alreadyExists, deleteConflict, limitExceeded, notExist } from '../api-error.ts';
import type { Group } from '../entities.ts';
import { groupOf, userOf } from '../lookup.ts';
import {
  allOf,
  type Call,
  type Operations,
  ramResource,
  reading,
  SLOW_WRITES_PER_SECOND,
  writing,
} from '../operation.ts';
import { markedPage } from '../pages.ts';
import { name, text } from '../params.ts';
import { addGroup, isoSeconds, join, leave } from '../store.ts';
import { remove, rename } from '../table.ts';

const created = (group: Group) => ({
  GroupId: group.id,
  GroupName: group.name,
  Comments: group.comments,
  CreateDate: group.createDate,
});

const updated = (group: Group) => ({ ...created(group), UpdateDate: group.updateDate });

function createGroup({ store, params, now, quotas }: Call) {
  const groupName = name(params, 'GroupName');
  const comments = text(params, 'Comments') ?? '';
  if (store.groups.byKey.has(groupName)) throw alreadyExists('Group');
  if (store.groups.rows.length >= quotas.groups) throw limitExceeded('Group');
  return { Group: created(addGroup(store, groupName, isoSeconds(now), comments)) };
}

function updateGroup({ store, params, now }: Call) {
  const group = groupOf(store, params);
  const newName = text(params, 'NewGroupName') || group.name;
  const comments = text(params, 'NewComments') ?? group.comments;
  if (newName !== group.name && store.groups.byKey.has(newName)) throw alreadyExists('Group');
  rename(store.groups, group.name, newName);
  Object.assign(group, { name: newName, comments, updateDate: isoSeconds(now) });
  return { Group: updated(group) };
}

function deleteGroup({ store, params }: Call) {
  const group = groupOf(store, params);
  if (group.members.rows.length > 0) throw deleteConflict('Group.User');
  if (group.attachments.size > 0) throw deleteConflict('Group.Policy');
  remove(store.groups, group.name);
  return {};
}

function addUserToGroup({ store, params, now, quotas }: Call) {
  const user = userOf(store, params);
  const group = groupOf(store, params);
  if (user.groups.has(group)) throw alreadyExists('User.Group');
  if (user.groups.size >= quotas.groupsPerUser) throw limitExceeded('User.Group');
  join(store, user, group, isoSeconds(now));
  return {};
}

function removeUserFromGroup({ store, params }: Call) {
  const user = userOf(store, params);
  const group = groupOf(store, params);
  if (!user.groups.has(group)) throw notExist('User.Group');
  leave(user, group);
  return {};
}

function listUsersForGroup({ store, params }: Call) {
  const { rows, end } = markedPage(groupOf(store, params).members, params, { max: 1000 });
  const users = rows.map(({ user, joinDate }) => ({
    UserName: user.name,
    DisplayName: user.displayName,
    JoinDate: joinDate,
  }));
  return { ...end, Users: { User: users } };
}

function listGroupsForUser({ store, params }: Call) {
  const groups = [...userOf(store, params).groups.values()].map(({ group, joinDate }) => ({
    GroupId: group.id,
    GroupName: group.name,
    Comments: group.comments,
    JoinDate: joinDate,
  }));
  return { Groups: { Group: groups } };
}

/** The documented maximum of ListGroups is 100, unlike the 1,000 of the other lists. */
function listGroups({ store, params }: Call) {
  const { rows, end } = markedPage(store.groups, params, { max: 100 });
  return { ...end, Groups: { Group: rows.map(updated) } };
}

const named = ramResource('group', 'GroupName');
const both = allOf(ramResource('user', 'UserName'), named);

export const groupOperations: Operations = {
  ListGroups: reading('ram:ListGroups', ramResource('group'), listGroups),
  GetGroup: reading('ram:GetGroup', named, ({ store, params }) => ({ Group: updated(groupOf(store, params)) })),
  CreateGroup: writing('ram:CreateGroup', ramResource('group'), createGroup),
  UpdateGroup: writing('ram:UpdateGroup', named, updateGroup),
  DeleteGroup: writing('ram:DeleteGroup', named, deleteGroup),
  AddUserToGroup: writing('ram:AddUserToGroup', both, addUserToGroup, SLOW_WRITES_PER_SECOND),
  RemoveUserFromGroup: writing('ram:RemoveUserFromGroup', both, removeUserFromGroup, SLOW_WRITES_PER_SECOND),
  ListUsersForGroup: reading('ram:ListUsersForGroup', named, listUsersForGroup),
  ListGroupsForUser: reading('ram:ListGroupsForUser', ramResource('user', 'UserName'), listGroupsForUser),
};
