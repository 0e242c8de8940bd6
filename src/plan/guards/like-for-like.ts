import type { AttachedDocument } from '../../policy/evaluate.ts';
import { documentProblems } from '../../policy/parse.ts';
import { documentAsOf } from '../../state/document-as-of.ts';
import { customPolicyKey } from '../../state/keys.ts';
import { type Attachment, policyKey, type ResourceKey } from '../../state/types.ts';
import { sharedDiff } from '../access/shared-diff.ts';
import { worldOf } from '../access/world.ts';
import type { GuardContext } from './guard.ts';

/**
 * Detached hand-made policies that hold nothing beyond what the grants that replace them give to the same principal in the
 * same scope: adopting an account takes nothing away, however many policies it detaches. What is allowed and what is denied
 * are held against each other apart, so that it is true whatever else the principal holds.
 */
export function likeForLike(context: GuardContext): ReadonlySet<ResourceKey> {
  const { account, config, desired, changes } = context;
  const heldAs = halves(context);
  const swaps = changes.flatMap((change) => {
    if (change.kind !== 'attachment' || change.before === null) return [];
    const replacement = desired.replacements.of(change.before);
    if (replacement === undefined) return [];
    return [{ key: change.key, removed: heldAs(change.before), given: replacement.given.map(heldAs) }];
  });
  const documents = swaps.flatMap(({ removed, given }) => [removed, ...given].flatMap(Object.values<AttachedDocument>));
  const compare = sharedDiff(worldOf(account, config, new Set(documents.map(({ document }) => document))));
  const isCovered = ({ removed, given }: (typeof swaps)[number], effect: Effect): boolean => {
    const kept = given.map((half) => half[effect]);
    return compare([...kept, removed[effect]], kept).relation === 'equivalent';
  };
  return new Set(swaps.filter((swap) => isCovered(swap, 'Allow') && isCovered(swap, 'Deny')).map(({ key }) => key));
}

type Effect = 'Allow' | 'Deny';

/** What a policy will allow, and what it will deny as if it allowed it; the same documents for everybody who holds it. */
function halves({ account, desired, now }: GuardContext) {
  const known = new Map<string, Record<Effect, unknown>>();
  const halvesOf = (type: Attachment['type'], policy: string): Record<Effect, unknown> => {
    const wanted = type === 'Custom' ? desired.state.get(customPolicyKey(policy)) : undefined;
    const live = account.documents.get(policyKey(type, policy));
    const document = documentAsOf(wanted?.kind === 'policy' ? wanted.document : live, now);
    return { Allow: only('Allow', document), Deny: only('Deny', document) };
  };
  return ({ type, policy, scope }: Attachment): Record<Effect, AttachedDocument> => {
    const key = policyKey(type, policy);
    const documents = known.get(key) ?? halvesOf(type, policy);
    known.set(key, documents);
    const held = { policy, type, scope, via: [] };
    return { Allow: { ...held, document: documents.Allow }, Deny: { ...held, document: documents.Deny } };
  };
}

function only(effect: Effect, document: unknown): unknown {
  // A document that cannot be read covers nothing; one that is replaced can be read, see `obstacleTo`.
  if (documentProblems(document).length > 0) return { Version: '1', Statement: [] };
  const { Statement } = document as { readonly Statement: readonly { readonly Effect: Effect }[] };
  const statements = Statement.filter(({ Effect }) => Effect === effect);
  return { Version: '1', Statement: statements.map((statement) => ({ ...statement, Effect: 'Allow' })) };
}
