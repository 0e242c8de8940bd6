import { ApiError, alreadyExists, deleteConflict, limitExceeded } from '../api-error.ts';
import type { Role } from '../entities.ts';
import { roleOf } from '../lookup.ts';
import { type Call, type Operations, ramResource, reading, writing } from '../operation.ts';
import { markedPage } from '../pages.ts';
import { integer, name, type Params, parseJson, required, tags, text } from '../params.ts';
import { addRole, isoSeconds } from '../store.ts';
import { remove } from '../table.ts';
import { hasTags, wireTags } from '../wire-tags.ts';

const created = (role: Role, account: string) => ({
  RoleId: role.id,
  RoleName: role.name,
  Arn: roleArn(account, role.name),
  Description: role.description,
  CreateDate: role.createDate,
  MaxSessionDuration: role.maxSessionDuration,
});

const updated = (role: Role, account: string) => ({ ...created(role, account), UpdateDate: role.updateDate });

export const roleArn = (account: string, role: string): string => `acs:ram::${account}:role/${role}`;

const SESSION_SECONDS = { min: 3600, max: 43200, absent: 3600 };

/** Only that it is a JSON object with statements: what a trust document may say is judged when the role is assumed. */
function trustDocument(params: Params, parameter: string): string {
  const trust = required(params, parameter);
  const parsed = parseJson(trust) as { Statement?: unknown } | undefined;
  if (typeof parsed !== 'object' || parsed === null || !Array.isArray(parsed.Statement)) {
    throw new ApiError(
      400,
      'MalformedPolicyDocument',
      'The trust policy is not a JSON object with a list of statements.',
    );
  }
  return trust;
}

function createRole({ store, params, now, quotas }: Call) {
  const roleName = name(params, 'RoleName');
  const fields = {
    description: text(params, 'Description') ?? '',
    trust: trustDocument(params, 'AssumeRolePolicyDocument'),
    maxSessionDuration: integer(params, 'MaxSessionDuration', SESSION_SECONDS),
  };
  const given = tags(params);
  if (store.roles.byKey.has(roleName)) throw alreadyExists('Role');
  if (store.roles.rows.length >= quotas.roles) throw limitExceeded('Role');
  const role = addRole(store, roleName, isoSeconds(now), fields);
  for (const [key, value] of given ?? []) role.tags.set(key, value);
  return { Role: { ...created(role, store.account), AssumeRolePolicyDocument: role.trust } };
}

function updateRole({ store, params, now }: Call) {
  const role = roleOf(store, params);
  const description = text(params, 'NewDescription') ?? role.description;
  const trust = params.NewAssumeRolePolicyDocument ? trustDocument(params, 'NewAssumeRolePolicyDocument') : role.trust;
  const maxSessionDuration = integer(params, 'NewMaxSessionDuration', {
    ...SESSION_SECONDS,
    absent: role.maxSessionDuration,
  });
  Object.assign(role, { description, trust, maxSessionDuration, updateDate: isoSeconds(now) });
  return { Role: { ...updated(role, store.account), AssumeRolePolicyDocument: role.trust } };
}

function deleteRole({ store, params }: Call) {
  const role = roleOf(store, params);
  if (role.attachments.size > 0) throw deleteConflict('Role.Policy');
  remove(store.roles, role.name);
  return {};
}

function listRoles({ store, params }: Call) {
  const { rows, end } = markedPage(store.roles, params, { max: 1000 }, hasTags(tags(params)));
  const roles = rows.map((role) => ({ ...updated(role, store.account), Tags: { Tag: wireTags(role.tags) } }));
  return { ...end, Roles: { Role: roles } };
}

const named = ramResource('role', 'RoleName');

export const roleOperations: Operations = {
  ListRoles: reading('ram:ListRoles', ramResource('role'), listRoles),
  GetRole: reading('ram:GetRole', named, ({ store, params }) => {
    const role = roleOf(store, params);
    return { Role: { ...updated(role, store.account), AssumeRolePolicyDocument: role.trust } };
  }),
  CreateRole: writing('ram:CreateRole', ramResource('role'), createRole),
  UpdateRole: writing('ram:UpdateRole', named, updateRole),
  DeleteRole: writing('ram:DeleteRole', named, deleteRole),
};
