import type { Change } from '../../plan/types.ts';
import type { AttachedDocument } from '../../policy/evaluate.ts';
import { ACCOUNT_SCOPE, type Principal } from '../../policy/principal.ts';
import { attachmentKey, membershipKey } from '../../state/keys.ts';
import { type Account, type Attachment, policyKey } from '../../state/types.ts';
import { coveredBy, firstOf, pairsOf } from '../coverage.ts';
import { holdingsOf, requestersOf } from '../file-principals.ts';
import type { AccountRule, Hit, LintedDocument } from '../rule.ts';
import { allowsOf, deniesOf } from '../statements.ts';

/** A reviewer who sees a removal believes that access goes. Here something that stays gives the same. */
export const revokesNothing: AccountRule = {
  kind: 'account',
  id: 'LP09',
  severity: 'medium',
  remedy: 'Take the other policy away too, if the access is meant to go.',
  check: ({ account, changes }) => {
    if (account === undefined) return [];
    const plan = readPlan(account, changes);
    return changes.flatMap((change): readonly Hit[] => {
      const revoked = plan.revokedBy(change);
      if (revoked === undefined || revoked.requesters.length === 0) return [];
      const by = new Set<string>();
      for (const requester of revoked.requesters) {
        const kept = plan.stayingWith(requester);
        for (const document of revoked.documents) {
          const policies = givenBy(document, kept);
          if (policies === undefined) return [];
          for (const policy of policies) by.add(policy);
        }
      }
      if (by.size === 0) return [];
      const message = `the removal takes no access away: ${[...by].join(', ')} still gives it`;
      return [{ key: change.key, source: change.source, message }];
    });
  },
};

type Held = Pick<LintedDocument, 'document'>;

/** The policies that give everything that a document gave; `undefined` when something is lost or cannot be told. */
function givenBy(document: Held, kept: readonly AttachedDocument[]): ReadonlySet<string> | undefined {
  const pairs = pairsOf(allowsOf(document));
  if (pairs === undefined || deniesOf(document).length > 0) return undefined;
  const statements = kept.flatMap((held) => allowsOf(held).map((statement) => ({ name: held.policy, statement })));
  return coveredBy(pairs, firstOf(statements));
}

/** What a plan takes away, and what of the rest was there before: what it gives at the same time is a replacement. */
function readPlan(account: Account, changes: readonly Change[]) {
  const present = new Set(account.attachments.map(attachmentKey));
  const created = new Set(changes.filter(({ action }) => action === 'create').map(({ key }) => key));
  const deleted = new Map<string, unknown>();
  const detached: Attachment[] = [];
  for (const change of changes) {
    if (change.action !== 'delete') continue;
    if (change.kind === 'policy') deleted.set(policyKey('Custom', change.before.name), change.before.document);
    if (change.kind === 'attachment') detached.push(change.before);
  }
  const documentOf = ({ type, policy }: Attachment): Held => {
    const key = policyKey(type, policy);
    return { document: account.documents.get(key) ?? deleted.get(key) };
  };
  return {
    revokedBy(change: Change): { requesters: readonly Principal[]; documents: readonly Held[] } | undefined {
      // That a grant gives what the detached policy gave is what `replaces` is for.
      if (change.action !== 'delete' || change.replacedBy !== undefined) return undefined;
      if (change.kind === 'attachment') {
        if (present.has(change.key)) return undefined; // the account as it is before the plan
        return { requesters: requestersOf(change.before.principal, account), documents: [documentOf(change.before)] };
      }
      if (change.kind !== 'membership') return undefined;
      const { group, user } = change.before;
      if (account.members.get(group)?.has(user)) return undefined;
      const held = [...account.attachments, ...detached].filter(({ principal }) => principal === `group:${group}`);
      return { requesters: [`user:${user}`], documents: held.map(documentOf) };
    },
    stayingWith: (requester: Principal): readonly AttachedDocument[] =>
      holdingsOf(account)
        .of(requester)
        .filter(({ policy, type, scope, via: [group] }) => {
          const principal = (group ?? requester) as Principal;
          const joined = group !== undefined && created.has(membershipKey(group.slice(6), requester.slice(5)));
          return scope === ACCOUNT_SCOPE && !joined && !created.has(attachmentKey({ principal, policy, type, scope }));
        }),
  };
}
