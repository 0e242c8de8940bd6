import { policyKey } from '../../state/types.ts';
import type { AccountRule } from '../rule.ts';

/** A live document whose text is no JSON or names a key twice: readers differ on which of the two counts. */
export const unreadable: AccountRule = {
  kind: 'account',
  id: 'SYN11',
  severity: 'error',
  remedy: 'Save the policy again with every key once; until then what it gives counts as unknown.',
  check: ({ account }) => {
    if (account === undefined) return [];
    const assumed = new Set(account.assumedDocuments);
    return [...account.policies.values()].flatMap(({ type, name }) => {
      const key = policyKey(type, name);
      const isUnread = account.documents.has(key) && account.documents.get(key) === undefined && !assumed.has(key);
      const about = type === 'System' ? `policy/System/${name}` : `policy/${name}`;
      return isUnread ? [{ key: about, message: 'the document is not JSON, or names a key twice' }] : [];
    });
  },
};
