import type { AccessConfig, Grant, SourcePosition } from '../../config/types.ts';
import { matches } from '../../policy/access/classes.ts';
import type { World } from '../../policy/access/places.ts';
import type { AccessRow as ExactRow } from '../../policy/access/rows.ts';
import { sameMeaning } from '../../policy/canonical.ts';
import { diffAccess } from '../../policy/diff-access.ts';
import type { AttachedDocument } from '../../policy/evaluate.ts';
import { parseDocument } from '../../policy/parse.ts';
import type { Principal } from '../../policy/principal.ts';
import { VERB_ACTIONS, VERBS } from '../../policy/verbs.ts';
import { type Desired, desiredState, hasEnded } from '../../state/desired.ts';
import { Holdings } from '../../state/holdings.ts';
import { attachmentKey, customPolicyKey } from '../../state/keys.ts';
import { type Account, policyKey } from '../../state/types.ts';
import { existingRepositories, nameRows, wayOf } from './name-rows.ts';
import type { AccessRow } from './types.ts';

/** The grant that asks for a way. */
export interface GrantOfWay {
  readonly name: string;
  readonly source: SourcePosition;
  /** RAM holds another text than the grant becomes: the rows are what RAM holds */
  readonly differs: boolean;
}

/** One policy that reaches a principal, and what it gives beside all others. */
export interface AccessWay extends Pick<AttachedDocument, 'policy' | 'type' | 'scope'> {
  /** groups on the way, then the policy: `['group:frontend', 'policy/acr-access-juzhong-read']` */
  readonly via: readonly string[];
  /** `shadow`: the file does not ask for it; `unknown`: there is no file */
  readonly origin: 'file' | 'shadow' | 'unknown';
  readonly grant: GrantOfWay | null;
  /** exclusive end of the grant, ISO 8601 UTC; conditions of the policy itself are in the rows' `when` */
  readonly until: string | null;
  /** without what a Deny of any policy takes away; empty = no access to images */
  readonly access: readonly AccessRow[];
}

interface WaysInput {
  readonly account: Account;
  readonly world: World;
  readonly config: AccessConfig | undefined;
  /** what has ended by then gives nothing */
  readonly now: Date;
}

/**
 * Every way in which something reaches a user, a role or a group, what the file asks for first. Taken together they are all
 * that the principal can do: a request is allowed when an Allow of one way allows it and no Deny of any way forbids it.
 */
export function waysOf(principal: Principal, { account, world, config, now }: WaysInput): readonly AccessWay[] {
  const held = new Holdings(account, now).of(principal);
  const existing = existingRepositories(account.inventory);
  const askedBy = config === undefined ? undefined : askedFor(config, account, now);
  const ways = held.map((attached, position): AccessWay => {
    const { policy, type, scope } = attached;
    const asked = askedBy?.(principal, attached);
    const grant = asked?.grant ?? null;
    const causeOf = () => ({ cause: null, source: grant?.source ?? null });
    const others = held.filter((_other, at) => at !== position);
    const via = wayOf(attached);
    const rows = nameRows(principal, rowsOf(attached, others, world), { config, existing, causeOf });
    const access = rows.map((row) => ({ ...row, via }));
    const origin = askedBy === undefined ? 'unknown' : grant === null ? 'shadow' : 'file';
    return { via, policy, type, scope, origin, grant, until: asked?.until ?? null, access };
  });
  return ways.toSorted((a, b) => Number(a.origin === 'shadow') - Number(b.origin === 'shadow'));
}

/** Verbs that need several actions, which may come by several ways: the first is the one that it is about. */
const JOINT_VERBS = VERBS.filter((verb) => VERB_ACTIONS[verb].some((actions) => actions.length > 1));
const HELPERS = JOINT_VERBS.flatMap((verb) => VERB_ACTIONS[verb].flatMap((actions) => actions.slice(1)));

/** What one policy allows where nothing of the others denies it. Who may push by it and pull by another one can push. */
function rowsOf(one: AttachedDocument, others: readonly AttachedDocument[], world: World): readonly ExactRow[] {
  // A document that cannot be read may also allow: that is its own way.
  const isCausedBy = ({ causes }: ExactRow): boolean =>
    causes.length === 0 || causes.some((cause) => isSameWay(cause, one));
  const gainedBeside = (before: readonly AttachedDocument[]): readonly ExactRow[] =>
    diffAccess({ before: { world, attached: before }, after: { world, attached: [one, ...before] } }).gained.filter(
      isCausedBy,
    );
  const [denying, helping] = [[], HELPERS].map((actions) => others.flatMap((other) => limitedTo(actions, other)));
  const rows = [...gainedBeside(denying!)];
  for (const joint of gainedBeside(helping!)) {
    const verbs = joint.verbs.filter((verb) => JOINT_VERBS.includes(verb));
    const same = rows.findIndex((row) => contentOf(row) === contentOf(joint));
    if (verbs.length === 0 || rows[same]?.verbs.includes(verbs[0]!) === true) continue;
    if (same === -1) rows.push({ ...joint, verbs });
    else
      rows[same] = { ...rows[same]!, verbs: VERBS.filter((verb) => [...rows[same]!.verbs, ...verbs].includes(verb)) };
  }
  return rows;
}

const contentOf = ({ kind, registry, area, certainty, when }: ExactRow): string =>
  JSON.stringify([kind, registry, area, certainty, when]);

const isSameWay = (a: Omit<AttachedDocument, 'document'>, b: Omit<AttachedDocument, 'document'>): boolean =>
  a.policy === b.policy && a.type === b.type && a.scope === b.scope && a.via.join() === b.via.join();

/**
 * All that a document denies, and of what it allows these actions. One that breaks the grammar stays whole if it can deny:
 * without a part of it, it might be read otherwise.
 */
function limitedTo(actions: readonly string[], attached: AttachedDocument): readonly AttachedDocument[] {
  const { statements } = parseDocument(attached.document);
  if (statements.some(({ opaque }) => opaque)) {
    return statements.every(({ effect }) => effect === 'Allow') ? [] : [attached];
  }
  const { Statement, ...rest } = attached.document as { readonly Statement: readonly JsonObject[] };
  const kept = statements.flatMap((parsed) => {
    const written = Statement[parsed.index - 1]!;
    if (parsed.effect !== 'Allow') return [written];
    const { NotAction: _notAction, ...allow } = written;
    const Action = actions.filter((action) => matches(parsed, action));
    return Action.length === 0 ? [] : [{ ...allow, Action }];
  });
  return kept.length === 0 ? [] : [{ ...attached, document: { ...rest, Statement: kept } }];
}

type JsonObject = Readonly<Record<string, unknown>>;

type Asked = { readonly grant: GrantOfWay; readonly until: string | null };

/** Finds the grant that asks for an attachment. */
function askedFor(
  config: AccessConfig,
  account: Account,
  now: Date,
): (principal: Principal, attached: AttachedDocument) => Asked | undefined {
  const desired = desiredState(config, 'explain', now);
  return (principal, { policy, type, scope, via }) => {
    const holder = (via[0] ?? principal) as Principal;
    const source = desired.origins.get(attachmentKey({ principal: holder, policy, type, scope }))?.source;
    const asks = (grant: Grant): boolean =>
      source === undefined ? asksForSystemPolicy(grant, now, { policy, type, scope, holder }) : grant.source === source;
    const grant = config.grants?.find(asks);
    if (grant === undefined) return undefined;
    const differs = type === 'Custom' && !isAsAsked(policy, desired, account);
    return { grant: { name: grant.name, source: grant.source, differs }, until: grant.until ?? null };
  };
}

/** With `systemPolicies: report` the file asks for them, and people attach them. */
const asksForSystemPolicy = (
  grant: Grant,
  now: Date,
  wanted: Pick<AttachedDocument, 'policy' | 'type' | 'scope'> & { readonly holder: Principal },
): boolean =>
  grant.access.kind === 'system-policy' &&
  wanted.type === 'System' &&
  grant.access.policy === wanted.policy &&
  grant.scope === wanted.scope &&
  grant.to.includes(wanted.holder) &&
  !hasEnded(grant, now);

function isAsAsked(policy: string, { state }: Pick<Desired, 'state'>, { documents }: Account): boolean {
  const wanted = state.get(customPolicyKey(policy));
  return wanted?.kind === 'policy' && sameMeaning(wanted.document, documents.get(policyKey('Custom', policy)));
}
