import type { Principal } from '../../policy/principal.ts';
import { matchesAny } from '../../state/current.ts';
import { sharedDiff } from '../access/shared-diff.ts';
import type { AccessJudge } from '../assess.ts';
import { blocking } from '../guards/guard.ts';

/** PRT01: a plan must not take access from a protected principal, directly, through its groups, or by a new document. */
export const protect: AccessJudge = ({ config, account }, { world, before, after }) => {
  const { protect: patterns } = config.settings;
  if (patterns.length === 0) return [];
  const groups = [...account.groups.keys()].map((name): Principal => `group:${name}`);
  const compare = sharedDiff(world);
  return [...before.principals, ...groups]
    .filter((principal) => matchesAny(patterns, principal))
    .flatMap((principal) => {
      const { lost } = compare(before.of(principal), after.of(principal));
      if (lost.length === 0) return [];
      const verbs = [...new Set(lost.flatMap((row) => row.verbs))];
      const what = verbs.length === 0 ? 'access' : verbs.join(', ');
      const open = lost.every(({ certainty }) => certainty === 'unknown') ? 'may lose' : 'would lose';
      return [
        blocking('PRT01', 'error', {
          key: principal,
          message: `${principal} is protected and ${open} ${what}`,
          remedy: 'Keep its grants as they are, or take it out of settings.protect in a change of its own.',
        }),
      ];
    });
};
