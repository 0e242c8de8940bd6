import type { Principal } from '../policy/principal.ts';
import type { AccountFile } from '../state/account-file.ts';
import { SYSTEM_POLICIES } from '../state/known-system-policies.ts';
import { savedTrust } from '../state/saved-trust.ts';
import type { RegistryNamespace } from '../state/types.ts';
import type { Namespace, PrincipalRow } from './entities.ts';
import { parseJson } from './params.ts';
import type { Store } from './store.ts';

const BUILT_IN = new Set(SYSTEM_POLICIES.map((policy) => policy.name));

/**
 * The account file that describes the store as it is now; everything sorted by name, so that two snapshots can be
 * compared as text. Built-in System policies are listed when something is attached to them.
 */
export function snapshotAccount(store: Store): AccountFile {
  return {
    formatVersion: 1,
    account: store.account,
    alias: store.alias,
    users: byName(store.users.rows.map(({ name, displayName, comments }) => ({ name, displayName, comments }))),
    groups: byName(
      store.groups.rows.map(({ name, comments, members }) => ({
        name,
        comments,
        members: members.rows.map((membership) => membership.user.name).sort(byText),
      })),
    ),
    roles: byName(
      store.roles.rows.map(({ name, description, trust }) => ({ name, description, ...savedTrust(parseJson(trust)) })),
    ),
    policies: policiesOf(store),
    attachments: attachmentsOf(store),
    resourceGroups: store.resourceGroups.rows.map(({ id, name }) => ({ id, name })).sort((a, b) => byText(a.id, b.id)),
    instances: byName(
      store.instances.rows.map(({ id, name, region, resourceGroup, namespaces }) => ({
        id,
        name,
        region,
        resourceGroup,
        namespaces: namespacesOf(namespaces),
      })),
    ),
    personal: [...store.personal]
      .map(([region, namespaces]) => ({ region, namespaces: namespacesOf(namespaces) }))
      .sort((a, b) => byText(a.region, b.region)),
  };
}

export const principalName = (row: PrincipalRow): Principal => `${row.kind}:${row.name}`;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byName = <T extends { name: string }>(rows: T[]): T[] => rows.sort((a, b) => byText(a.name, b.name));

const policiesOf = (store: Store): AccountFile['policies'] =>
  store.policies.rows
    .filter((policy) => policy.type === 'Custom' || policy.attachments.size > 0 || !BUILT_IN.has(policy.name))
    .map(({ name, type, description, tags, defaultVersion }) => ({
      name,
      type,
      description,
      tags: Object.fromEntries([...tags].sort(([a], [b]) => byText(a, b))),
      defaultVersion: defaultVersion.id,
      document: defaultVersion.document,
    }))
    .sort((a, b) => byText(`${a.type}/${a.name}`, `${b.type}/${b.name}`));

function attachmentsOf(store: Store): AccountFile['attachments'] {
  const key = (row: { principal: string; type: string; policy: string; scope: string }) =>
    `${row.principal}/${row.type}/${row.policy}/${row.scope}`;
  return store.attachments.rows
    .map(({ principal, policy, scope }) => ({
      principal: principalName(principal),
      policy: policy.name,
      type: policy.type,
      scope,
    }))
    .sort((a, b) => byText(key(a), key(b)));
}

const namespacesOf = (namespaces: ReadonlyMap<string, Namespace>): RegistryNamespace[] =>
  byName(
    [...namespaces.values()].map(({ name, repositories }) => ({
      name,
      repositories: [...repositories.keys()].sort(byText),
    })),
  );
