import { AcrAccessError } from '../errors.ts';
import type { Principal } from '../policy/principal.ts';
import type { AccountReader } from '../ports.ts';
import type { AccountFile } from './account-file.ts';
import { attachmentKey, byText } from './keys.ts';
import { readAccount } from './read-account.ts';
import { savedTrust } from './saved-trust.ts';

/**
 * The whole account as an account file, in a stable order. Rejects when anything could not be read: a snapshot that
 * leaves something out would later be compared as if it were complete.
 */
export async function snapshotAccount(
  reader: AccountReader,
  { account: expected, regions }: { account: string | undefined; regions: readonly string[] },
): Promise<AccountFile> {
  const account = await readAccount(reader, {
    account: expected,
    prefix: '',
    declaredGroups: [],
    declaredSystemPolicies: [],
    grantedRoles: [],
    absentUsers: [],
    usesResourceGroups: true,
    regions: { enterprise: regions, personal: regions },
    everything: true,
  });
  if (!account.seesResourceGroups) {
    throw new AcrAccessError(
      'failed',
      'the snapshot would be incomplete: attachments in resource groups may not be read',
      {
        hint: 'Allow ram:ListPolicyAttachments on * for the reading identity.',
      },
    );
  }
  const inventory = 'unreadable' in account.inventory ? { instances: [], personal: [] } : account.inventory;
  return {
    formatVersion: 1,
    account: account.id,
    alias: account.alias,
    users: sorted(account.users.values(), ({ name }) => name),
    groups: sorted(account.groups.values(), ({ name }) => name).map((group) => ({
      ...group,
      members: [...(account.members.get(group.name) ?? [])].sort(byText),
    })),
    roles: sorted(account.roles.values(), ({ name }) => name).map(({ name, description }) => ({
      name,
      description,
      ...savedTrust(account.trustPolicies.get(name)),
    })),
    policies: sorted(account.policies.entries(), ([key]) => key).map(([key, policy]) => ({
      ...policy,
      document: account.documents.get(key),
    })),
    attachments: sorted(account.attachments, attachmentKey).map(({ principal, policy, type, scope }) => ({
      principal: principal as Principal,
      policy,
      type,
      scope,
    })),
    resourceGroups: [...(account.resourceGroups ?? [])]
      .map(([id, name]) => ({ id, name }))
      .sort((a, b) => byText(a.id, b.id)),
    instances: sorted(inventory.instances, ({ id }) => id),
    personal: sorted(inventory.personal, ({ region }) => region),
  };
}

const sorted = <T>(items: Iterable<T>, key: (item: T) => string): T[] =>
  [...items].sort((a, b) => byText(key(a), key(b)));
