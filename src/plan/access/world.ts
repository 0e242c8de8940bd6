import type { AccessConfig } from '../../config/types.ts';
import type { PlaceRegistry, World } from '../../policy/access/places.ts';
import type { Account } from '../../state/types.ts';

/**
 * Where requests can go: the registries that the file declares and those that were found beside them. A declared
 * instance that could not be looked at has no known resource group. Personal Edition declared for every region (`*`) is a
 * region of that name, which stands for those that nobody names, and every region that a policy names.
 */
export function worldOf(
  account: Pick<Account, 'id' | 'inventory'>,
  config: Pick<AccessConfig, 'registries'> | undefined,
  documents: Iterable<unknown> = [],
): World {
  const found = 'unreadable' in account.inventory ? { instances: [], personal: [] } : account.inventory;
  const instances = new Map(
    found.instances.map(({ id, region, resourceGroup }) => [
      id,
      { id, region, resourceGroup: resourceGroup || undefined },
    ]),
  );
  const personal = new Set(found.personal.map(({ region }) => region));
  for (const registry of config?.registries ?? []) {
    if (registry.edition === 'personal') {
      personal.add(registry.region);
      if (registry.region === '*') for (const region of namedRegions(documents)) personal.add(region);
    } else if (!instances.has(registry.instance)) {
      instances.set(registry.instance, { id: registry.instance, region: registry.region, resourceGroup: undefined });
    }
  }
  return {
    account: account.id,
    instances: [...instances.values()],
    personal: [...personal].map((region) => ({ region })),
  };
}

/** Regions that policies name literally; where they differ from the others, a region of its own shows it. */
function namedRegions(documents: Iterable<unknown>): ReadonlySet<string> {
  const regions = new Set<string>();
  for (const document of documents) {
    for (const [, region] of (JSON.stringify(document) ?? '').matchAll(
      /"acs:cr:([a-z]{2}(?:-[a-z0-9]{1,20}){1,4}):/g,
    )) {
      regions.add(region!);
    }
  }
  return regions;
}

type Registries = Pick<AccessConfig, 'registries'> | undefined;

const declarationOf = (registry: PlaceRegistry, config: Registries) =>
  config?.registries.find((candidate) =>
    registry.edition === 'enterprise'
      ? candidate.edition === 'enterprise' && candidate.instance === registry.instance
      : candidate.edition === 'personal' && candidate.region === registry.region,
  );

export const isDeclared = (registry: PlaceRegistry, config: Registries): boolean =>
  declarationOf(registry, config) !== undefined;

/** The file's name of a registry, else the instance id, else `personal` and the region. */
export function registryName(registry: PlaceRegistry, config: Registries): string {
  const declared = declarationOf(registry, config);
  if (declared !== undefined) return declared.name;
  return registry.edition === 'enterprise' ? registry.instance : `personal-${registry.region}`;
}
