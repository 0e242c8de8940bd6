import { regionsNamed } from '../adopt/regions-named.ts';
import type { AccessConfig } from '../config/types.ts';
import { AcrAccessError } from '../errors.ts';
import type { Registry } from '../policy/area.ts';
import type { AccountReader } from '../ports.ts';
import { accountFileReader } from '../state/account-file-reader.ts';
import { readAccount } from '../state/read-account.ts';
import type { Account, Inventory } from '../state/types.ts';
import { parseAccount } from './account-input.ts';
import type { Surroundings } from './surroundings.ts';

export interface ImportScope {
  readonly against: string | undefined;
  readonly config: AccessConfig | undefined;
  readonly registries: readonly Registry[];
  readonly regions: readonly string[];
}

/**
 * The account, whole, with the registries of every region that the file, the caller or a policy names. What cannot be read
 * ends the import: a file from half an account would take the other half away.
 */
export async function readForImport(scope: ImportScope, surroundings: Surroundings): Promise<Account> {
  const saved = scope.against === undefined ? undefined : await parseAccount(scope.against, surroundings);
  const named = [
    ...scope.regions,
    ...[...(scope.config?.registries ?? []), ...scope.registries].map(({ region }) => region),
  ];
  const regions = saved
    ? [...saved.instances, ...saved.personal].map(({ region }) => region)
    : named.filter((region) => region !== '*');
  const reader = saved ? accountFileReader(saved) : (await surroundings.connect(surroundings.signal)).reader;
  surroundings.reporter.progress('reading the account');
  const account = await readAll(reader, scope.config, [...new Set(regions)]);
  if (!account.seesResourceGroups) {
    throw incomplete(
      'attachments in resource groups may not be read',
      'Allow ram:ListPolicyAttachments on * for the reading identity, or import a saved account with --against.',
    );
  }
  if ('unreadable' in account.inventory) {
    throw incomplete(
      `the registries could not be read: ${account.inventory.unreadable}`,
      'Allow cr:List* and cr:Get* for the reading identity, or import a saved account with --against.',
    );
  }
  if (saved !== undefined) return account;
  const more = regionsNamed(account.documents.values()).filter((region) => !regions.includes(region));
  return { ...account, inventory: await withRegions(reader, account.inventory, more) };
}

const readAll = (
  reader: AccountReader,
  config: AccessConfig | undefined,
  regions: readonly string[],
): Promise<Account> =>
  readAccount(reader, {
    account: config?.account,
    prefix: config?.settings.prefix ?? 'acr-access-',
    declaredGroups: (config?.groups ?? []).map(({ name }) => name),
    declaredSystemPolicies: [],
    grantedRoles: [],
    absentUsers: (config?.users ?? []).filter(({ state }) => state === 'absent').map(({ name }) => name),
    usesResourceGroups: true,
    regions: { enterprise: regions, personal: regions },
    everything: false,
  });

async function withRegions(reader: AccountReader, found: Inventory, regions: readonly string[]): Promise<Inventory> {
  const [instances, personal] = await Promise.all([
    Promise.all(regions.map((region) => reader.instances(region))),
    Promise.all(regions.map((region) => reader.personalRegistry(region))),
  ]);
  return {
    instances: [...found.instances, ...instances.flat()],
    personal: [...found.personal, ...personal.filter((registry) => registry !== undefined)],
  };
}

const incomplete = (what: string, hint: string): AcrAccessError =>
  new AcrAccessError('failed', `no file is written, because ${what}`, { hint });
