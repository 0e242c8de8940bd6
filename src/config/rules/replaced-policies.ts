import { DEFAULT_PREFIX } from '../defaults.ts';
import type { Problem } from '../issue-list.ts';
import type { Draft, WrittenGrant } from '../schema.ts';
import { quotedName } from '../visible-text.ts';
import { checkName, checkTwice, entries, items, type Rule } from './context.ts';
import { SYSTEM_POLICIES } from './grants.ts';

/** `replaces` is for what people attached by hand: what the file owns goes by itself, and system policies are owned. */
export const replacedPoliciesAreHandMade: Rule = ({ draft, list }) => {
  const prefix = draft.settings?.prefix ?? DEFAULT_PREFIX;
  for (const [name, grant] of entries<Draft<WrittenGrant>>(draft.grants)) {
    const replaced = items(grant.replaces, ['grants', name, 'replaces']);
    checkTwice(list, replaced, 'replaces');
    for (const { text, path } of replaced) {
      const problem = ownPolicy(text, prefix);
      if (problem === undefined) checkName('policy', text, path, list);
      else list.report(path, problem);
    }
  }
};

function ownPolicy(policy: string, prefix: string): Problem | undefined {
  if (SYSTEM_POLICIES.includes(policy)) {
    const message = `${quotedName(policy)} is a system policy, and "replaces" is for hand-made ones`;
    const hint = 'remove it: with systemPolicies: enforce its attachments go unless a grant asks for them';
    return { code: 'replaces-system-policy', message, hint };
  }
  if (!policy.startsWith(prefix)) return undefined;
  const message = `${quotedName(policy)} has the prefix of managed policies, and "replaces" is for hand-made ones`;
  const hint = 'remove it: a managed policy goes when its grant is removed from the file that it belongs to';
  return { code: 'replaces-managed-policy', message, hint };
}
