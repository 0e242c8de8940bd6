import type { AccessConfig } from '../config/types.ts';
import { AcrAccessError } from '../errors.ts';
import { worldOf } from '../plan/access/world.ts';
import type { World } from '../policy/access/places.ts';
import type { AccountReader } from '../ports.ts';
import type { AccountFile } from '../state/account-file.ts';
import { accountFileReader } from '../state/account-file-reader.ts';
import { Holdings } from '../state/holdings.ts';
import { readAccount } from '../state/read-account.ts';
import type { Account } from '../state/types.ts';
import { parseAccount } from './account-input.ts';
import { readConfig } from './config-input.ts';
import type { Surroundings } from './surroundings.ts';

/** An account, live or from a file, ready for questions about who may do what. */
export interface AccountView {
  readonly account: Account;
  readonly holdings: Holdings;
  readonly world: World;
  /** names the registries; undefined when there is no file */
  readonly config: AccessConfig | undefined;
}

/** The account of `--against`, else the live one that the file is for. */
export async function viewAccount(
  options: { readonly config?: string | undefined; readonly against?: string | undefined },
  surroundings: Surroundings,
): Promise<AccountView> {
  const config = await configIfThere(options.config, surroundings);
  if (options.against !== undefined) {
    const saved = await viewFile(await parseAccount(options.against, surroundings), config);
    if (config === undefined || config.account === saved.account.id) return saved;
    throw new AcrAccessError(
      'usage',
      `${config.file} is for account ${config.account}, and ${options.against} is account ${saved.account.id}`,
      { hint: 'Name the file of that account with --config.' },
    );
  }
  const { reader } = await surroundings.connect(surroundings.signal);
  surroundings.reporter.progress('reading the account');
  const regionsOf = (edition: 'enterprise' | 'personal'): readonly string[] => [
    ...new Set(
      (config?.registries ?? []).flatMap((registry) =>
        registry.edition === edition && registry.region !== '*' ? [registry.region] : [],
      ),
    ),
  ];
  const account = await read(reader, config, { enterprise: regionsOf('enterprise'), personal: regionsOf('personal') });
  if (!account.seesResourceGroups) {
    throw new AcrAccessError('failed', 'grants in resource groups are not visible, so no answer would be certain', {
      hint: 'Allow ram:ListPolicyAttachments on * for the reading identity, or ask a saved account with --against.',
    });
  }
  const world = worldOf(account, config, account.documents.values());
  return { account, holdings: new Holdings(account), world, config };
}

/** A saved account; its own registries are all that there are. */
export async function viewFile(file: AccountFile, config: AccessConfig | undefined): Promise<AccountView> {
  const regions = {
    enterprise: [...new Set(file.instances.map(({ region }) => region))],
    personal: file.personal.map(({ region }) => region),
  };
  const account = await read(accountFileReader(file), undefined, regions);
  return { account, holdings: new Holdings(account), world: worldOf(account, undefined), config };
}

const read = (
  reader: AccountReader,
  config: AccessConfig | undefined,
  regions: Parameters<typeof readAccount>[1]['regions'],
): Promise<Account> =>
  readAccount(reader, {
    account: config?.account,
    prefix: config?.settings.prefix ?? 'acr-access-',
    declaredGroups: [],
    declaredSystemPolicies: [],
    grantedRoles: [],
    absentUsers: [],
    usesResourceGroups: false,
    regions,
    everything: false,
  });

/** The file names the registries; questions with ARNs and instance ids need none. One that is asked for must be there. */
async function configIfThere(path: string | undefined, surroundings: Surroundings): Promise<AccessConfig | undefined> {
  try {
    return (await readConfig(path ?? 'acr-access.yaml', surroundings)).config;
  } catch (error) {
    const missing =
      error instanceof AcrAccessError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
    if (missing && path === undefined) return undefined;
    throw error;
  }
}
