import { Reach } from '../reach.ts';
import { blocking, type Guard } from './guard.ts';

/** ESC03: the tool must not change the access of the identity that it runs as. */
export const ownIdentity: Guard = (context) => {
  const self = context.account.identity?.principal;
  if (self === undefined) return [];
  const reach = new Reach(context);
  return context.changes
    .filter((change) => reach.of(change).has(self))
    .map((change) =>
      blocking('ESC03', 'critical', {
        key: change.key,
        source: change.source,
        message: `the plan changes ${self}, the identity that acr-access runs as`,
        remedy: 'Take it out of the file: the rights of the tool itself are not managed by the tool.',
      }),
    );
};
