import type { Registry } from '../policy/area.ts';
import { globMatch } from '../policy/glob.ts';

/** A part of a registry that a resource of a policy names. */
export interface ResourcePlace {
  readonly registry: Registry;
  readonly type: 'repository' | 'instance' | 'chart';
  /** behind the instance id (Enterprise Edition) or the type (Personal Edition); '' = the instance itself */
  readonly path: string;
}

const RESOURCE = /^acs:cr:([^:]*):([^:]*):(repository|instance|chart)\/(.+)$/s;

/**
 * Where a resource of a policy is, in each registry that its region and account match. Empty for `*`, for what names no
 * known registry, and for patterns whose wildcards stand for instances.
 */
export function placesOf(resource: string, registries: readonly Registry[], account: string): readonly ResourcePlace[] {
  const [, region, owner, type, rest] = RESOURCE.exec(resource) ?? [];
  if (region === undefined || owner === undefined || rest === undefined || !globMatch(owner, account)) return [];
  return registries.flatMap((registry): ResourcePlace[] => {
    if (!globMatch(region, registry.region)) return [];
    const path = pathIn(registry, rest);
    return path === undefined ? [] : [{ registry, type: type as ResourcePlace['type'], path }];
  });
}

function pathIn(registry: Registry, rest: string): string | undefined {
  const [first = ''] = rest.split('/', 1);
  if (registry.edition === 'personal') return first.startsWith('cri-') ? undefined : rest;
  if (first !== registry.instance) return undefined;
  return rest.slice(first.length + 1);
}
