import type { Registry } from '../policy/area.ts';
import type { Statement } from '../policy/document.ts';
import { listOf } from './coverage.ts';
import type { HandMade, HeldPolicies } from './held-policies.ts';
import { placesOf } from './places-of.ts';

/** What an import of some registries looks at. */
export interface RegistryChoice {
  /** the registries that are taken over, one at least */
  readonly wanted: readonly Registry[];
  readonly all: readonly Registry[];
  readonly account: string;
}

/**
 * What is about the wanted registries alone. A policy that is also about something else is left alone and named, since half of
 * a policy cannot be taken over; one that is about other registries only was not asked for. System policies are about all.
 */
export function withinRegistries(held: HeldPolicies, choice: RegistryChoice): HeldPolicies {
  const reason = `it is about more than ${choice.wanted.map(({ name }) => name).join(', ')}`;
  const handMade = held.handMade.map((policy) => ({ policy, reach: reachOf(policy, choice) }));
  const mixed = handMade.filter(({ reach }) => reach.has('inside') && reach.has('outside'));
  return {
    handMade: handMade.filter(({ reach }) => reach.has('inside') && !reach.has('outside')).map(({ policy }) => policy),
    system: [],
    leftAlone: [
      ...held.leftAlone,
      ...mixed.map(({ policy: { policy, type, principals } }) => ({ policy, type, principals, reason })),
    ],
    systemHoldersLeftOut: [...held.systemHoldersLeftOut, ...held.system.flatMap(({ principals }) => principals)],
  };
}

type Reach = 'inside' | 'outside';

function reachOf({ document }: HandMade, { wanted, all, account }: RegistryChoice): ReadonlySet<Reach> {
  const resources = document.Statement.filter((statement) => !isLogin(statement)).flatMap(({ Resource }) =>
    listOf(Resource),
  );
  return new Set(
    resources.flatMap((resource): readonly Reach[] => {
      const places = placesOf(resource, all, account);
      // `*` and patterns of instances reach every registry.
      if (places.length === 0) return namesInstance(resource) ? ['outside'] : ['inside', 'outside'];
      return places.map(({ registry }) => (wanted.includes(registry) ? 'inside' : 'outside'));
    }),
  );
}

/** A login is for all registries, whatever else a policy is about. */
const isLogin = ({ Action, Resource }: Statement): boolean =>
  listOf(Resource).every((resource) => resource === '*') &&
  listOf(Action).length > 0 &&
  listOf(Action).every((action) => action.toLowerCase() === 'cr:getauthorizationtoken');

/** A registry that is not known here, by its id. */
const namesInstance = (resource: string): boolean => /^acs:cr:[^:]*:[^:]*:[a-z]+\/cri-[a-z0-9]+(?:\/|$)/.test(resource);
