import type { AccessConfig } from '../../config/types.ts';
import type { PlaceRegistry, World } from '../../policy/access/places.ts';
import type { Account } from '../../state/types.ts';

/**
 * Where requests can go: the registries that the file declares and those that were found beside them. A declared
 * instance that could not be looked at has no known resource group.
 */
export function worldOf(
  account: Pick<Account, 'id' | 'inventory'>,
  config: Pick<AccessConfig, 'registries'> | undefined,
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
    if (registry.edition === 'personal') personal.add(registry.region);
    else if (!instances.has(registry.instance)) {
      instances.set(registry.instance, { id: registry.instance, region: registry.region, resourceGroup: undefined });
    }
  }
  return {
    account: account.id,
    instances: [...instances.values()],
    personal: [...personal].map((region) => ({ region })),
  };
}

/** The file's name of a registry, else the instance id, else `personal` and the region. */
export function registryName(registry: PlaceRegistry, config: Pick<AccessConfig, 'registries'> | undefined): string {
  const declared = config?.registries.find((candidate) =>
    registry.edition === 'enterprise'
      ? candidate.edition === 'enterprise' && candidate.instance === registry.instance
      : candidate.edition === 'personal' && (candidate.region === registry.region || candidate.region === '*'),
  );
  if (declared !== undefined) return declared.name;
  return registry.edition === 'enterprise' ? registry.instance : `personal-${registry.region}`;
}
