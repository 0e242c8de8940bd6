import { VERB_ACTIONS } from '../../policy/verbs.ts';
import { instanceResource, kindsMatchedBy } from '../resources.ts';
import type { DocumentRule } from '../rule.ts';
import { allowsOf, gives, givesEveryAction, isEverything } from '../statements.ts';

const NETWORK = VERB_ACTIONS.network.flat();

/** Endpoints and address lists decide who on the internet reaches the registry at all. */
export const network: DocumentRule = {
  kind: 'document',
  id: 'LP05',
  severity: 'high',
  remedy: 'Give it to a group of administrators (a group with "admin" in its name).',
  check: (document) => {
    const given = allowsOf(document).some(
      (statement) =>
        gives(statement, ...NETWORK) &&
        statement.resources.some((resource) =>
          // Every action on everything is LP01 and LP02.
          isEverything(resource) ? !givesEveryAction(statement) : reachesInstance(resource),
        ),
    );
    if (!given) return [];
    return document.attachments
      .filter(({ principal }) => !/^group:.*admin/i.test(principal))
      .map(({ principal }) => ({
        message: `${principal} may open the endpoints and change the address lists of an instance`,
      }));
  },
};

const reachesInstance = (resource: string): boolean => {
  const place = instanceResource(resource);
  return place !== undefined
    ? kindsMatchedBy(place).includes('instance')
    : /^acs:cr:[^:]*:[^:]*:instance\/[*?]/.test(resource);
};
