import { worldOf } from '../../plan/access/world.ts';
import { sameMeaning } from '../../policy/canonical.ts';
import { type AccessDiff, diffAccess } from '../../policy/diff-access.ts';
import { VERBS } from '../../policy/verbs.ts';
import { allowOnEverything, COPIED_IN, SYSTEM_POLICIES } from '../../state/known-system-policies.ts';
import { policyKey } from '../../state/types.ts';
import { withAccount } from '../file-principals.ts';
import type { AccountRule } from '../rule.ts';

/** Alibaba Cloud changes its policies without asking their holders. */
export const changedSystemPolicy: AccountRule = {
  kind: 'account',
  id: 'DRF04',
  severity: 'info',
  remedy: 'Read the policy as it is now; where that is more than its holders need, grant an access level instead.',
  check: (context) =>
    withAccount(context, ({ account, config }) => {
      const attached = new Set(account.attachments.map(({ type, policy }) => policyKey(type, policy)));
      return SYSTEM_POLICIES.flatMap(({ name, actions }) => {
        const key = policyKey('System', name);
        const document = account.documents.get(key);
        // A text that cannot be read is SYN11; a copy that stands for the document would be compared with itself.
        if (!attached.has(key) || document === undefined || account.assumedDocuments.includes(key)) return [];
        const copy = allowOnEverything(actions);
        if (sameMeaning(copy, document)) return [];
        const world = worldOf(account, config, [document]);
        const held = (version: unknown) => ({
          world,
          attached: [{ policy: name, type: 'System', scope: 'account', via: [], document: version } as const],
        });
        const difference = differenceText(diffAccess({ before: held(copy), after: held(document) }));
        return [
          {
            key: `policy/System/${name}`,
            message: `Alibaba Cloud has changed ${name} since ${COPIED_IN}: ${difference}`,
          },
        ];
      });
    }),
};

function differenceText({ relation, gained, lost }: AccessDiff): string {
  if (relation === 'equivalent') return 'what it gives in Container Registry is the same';
  const [more, less] = [callsText(gained), callsText(lost)];
  return [
    more === '' ? '' : `it also gives ${more}`,
    less === '' ? '' : `it no longer gives ${less}`,
    [...gained, ...lost].some(({ certainty }) => certainty === 'unknown') ? 'what else has changed is not certain' : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Verbs, else the calls that no verb stands for; '' when nothing is certain. */
function callsText(rows: AccessDiff['gained']): string {
  const known = rows.filter(({ certainty }) => certainty !== 'unknown');
  const verbs = VERBS.filter((verb) => known.some((row) => row.verbs.includes(verb)));
  if (verbs.length > 0) return verbs.join(', ');
  const calls = [...new Set(known.flatMap(({ actions }) => actions))];
  return calls.length > 3 ? `${calls.slice(0, 3).join(', ')} and ${calls.length - 3} more calls` : calls.join(', ');
}
