import type { ResourceKind } from '../catalogue.ts';
import { NAMESPACE, NAMESPACE_LIST, NOTHING, PERSONAL_REPOSITORY, REPOSITORY, type Universe } from './universe.ts';
import type { Wildcard } from './wildcard.ts';

/** The registries of an account: where requests can go. */
export interface World {
  readonly account: string;
  readonly instances: readonly {
    readonly id: string;
    readonly region: string;
    /** `undefined` = not known: what a resource group decides is then unknown too */
    readonly resourceGroup: string | undefined;
  }[];
  readonly personal: readonly { readonly region: string }[];
}

/** The registry of a request, `undefined` = the request is on `*`. */
export type PlaceRegistry =
  | { readonly edition: 'enterprise'; readonly instance: string; readonly region: string }
  | { readonly edition: 'personal'; readonly region: string };

/** All requests of one kind in one registry. */
export interface Place {
  readonly kind: ResourceKind;
  readonly registry: PlaceRegistry | undefined;
  /** beginning of the resource, literal */
  readonly prefix: string;
  /** how it can go on */
  readonly universe: Universe;
  /** texts that look as if they were here and belong to another registry */
  readonly elsewhere: readonly string[];
  /** what patterns leave over behind the prefix, as far as it is known already; shared by places with the same prefix */
  readonly rests: Map<string, readonly Wildcard[]>;
  readonly groupBefore: string | undefined;
  readonly groupAfter: string | undefined;
}

const KINDS: readonly (readonly [ResourceKind, (instance: string) => string, Universe])[] = [
  ['instance', (id) => `instance/${id}`, NOTHING],
  ['repo-inst', (id) => `repository/${id}`, NOTHING],
  ['ns', (id) => `repository/${id}/`, NAMESPACE],
  ['ns-list', (id) => `repository/${id}/`, NAMESPACE_LIST],
  ['repo', (id) => `repository/${id}/`, REPOSITORY],
  ['chart-inst', (id) => `chart/${id}`, NOTHING],
  ['chart-ns', (id) => `chart/${id}/`, NAMESPACE],
  ['chart-ns-list', (id) => `chart/${id}/*`, NOTHING],
  ['chart-repo', (id) => `chart/${id}/`, REPOSITORY],
];
const PERSONAL_KINDS: readonly (readonly [ResourceKind, Universe])[] = [
  ['ns', NAMESPACE],
  ['ns-list', NAMESPACE_LIST],
  ['repo', PERSONAL_REPOSITORY],
];

/** Personal Edition is in no resource group: groups hold instances. */
const NO_GROUP = '';

/** Every place in which a request of the account can be; the registries of both worlds count. */
export function placesOf(before: World, after: World): readonly Place[] {
  const star = { kind: 'star', registry: undefined, prefix: '*', universe: NOTHING, elsewhere: [] } as const;
  const places: Place[] = [{ ...star, rests: new Map(), groupBefore: undefined, groupAfter: undefined }];
  const ids = new Map([...before.instances, ...after.instances].map((one) => [`${one.region} ${one.id}`, one]));
  for (const { id, region } of ids.values()) {
    const [earlier, later] = [groupIn(before, id, region), groupIn(after, id, region)];
    const registry = { edition: 'enterprise', instance: id, region } as const;
    const rests = new Map<string, Place['rests']>();
    for (const [kind, path, universe] of KINDS) {
      const prefix = `acs:cr:${region}:${after.account}:${path(id)}`;
      const groups = { groupBefore: earlier ?? later, groupAfter: later ?? earlier };
      rests.set(prefix, rests.get(prefix) ?? new Map());
      places.push({ kind, registry, prefix, universe, elsewhere: [], rests: rests.get(prefix)!, ...groups });
    }
  }
  const regions = new Set([...before.personal, ...after.personal].map(({ region }) => region));
  for (const region of regions) {
    const registry = { edition: 'personal', region } as const;
    const prefix = `acs:cr:${region}:${after.account}:repository/`;
    const elsewhere = [...ids.values()].filter((one) => one.region === region).flatMap(({ id }) => [id, `${id}/*`]);
    const rests = new Map();
    for (const [kind, universe] of PERSONAL_KINDS) {
      places.push({ kind, registry, prefix, universe, elsewhere, rests, groupBefore: NO_GROUP, groupAfter: NO_GROUP });
    }
  }
  return places;
}

function groupIn(world: World, id: string, region: string): string | undefined {
  return world.instances.find((instance) => instance.id === id && instance.region === region)?.resourceGroup;
}

/**
 * The resource group of a resource, for `evaluate`: of its instance, or '' for Personal Edition, which is in none;
 * `undefined` for a resource that is in no registry of the world.
 */
export function resourceGroupIn(world: World, resource: string): string | undefined {
  const match = /^acs:cr:([^:]*):([^:]*):(repository|instance|chart)\/([^/]*)/.exec(resource);
  if (match === null) return undefined;
  const [, region, account, type, first] = match;
  if (account !== world.account) return undefined;
  const instance = world.instances.find(({ id, region: its }) => id === first && its === region);
  if (instance !== undefined) return instance.resourceGroup;
  const personal = type === 'repository' && world.personal.some((registry) => registry.region === region);
  return personal ? NO_GROUP : undefined;
}
