import { parsePrincipal } from '../config/parse-principal.ts';
import type { AccessConfig } from '../config/types.ts';
import { concernsRegistries } from '../lint/statements.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { parseDocument } from '../policy/parse.ts';
import type { PolicyName, PolicyType, Principal, Scope } from '../policy/principal.ts';
import { matchesAny } from '../state/current.ts';
import { byText } from '../state/keys.ts';
import { OWNED_SYSTEM_POLICIES, ownershipOf } from '../state/ownership.ts';
import { obstacleTo } from '../state/replacements.ts';
import { type Account, policyKey } from '../state/types.ts';
import type { LeftAlone } from './types.ts';
import { unwritable } from './unwritable.ts';

/** A policy with those who hold it in one scope and can be named in the file. */
export interface HeldPolicy {
  readonly policy: PolicyName;
  readonly type: PolicyType;
  readonly scope: Scope;
  readonly principals: readonly Principal[];
  readonly description: string;
  readonly document: unknown;
}

/** A hand-made policy that the file can express. */
export interface HandMade extends HeldPolicy {
  readonly document: PolicyDocument;
}

export interface HeldPolicies {
  readonly handMade: readonly HandMade[];
  /** the two system policies of Container Registry */
  readonly system: readonly HeldPolicy[];
  readonly leftAlone: readonly LeftAlone[];
  /** somebody holds one of the two and cannot be, or was not to be, in the file */
  readonly systemHoldersLeftOut: readonly Principal[];
}

export interface HolderScope {
  readonly account: Account;
  readonly owner: string;
  readonly prefix: string;
  readonly config: AccessConfig | undefined;
  /** only these; empty = everybody */
  readonly only: readonly Principal[];
}

/** Who holds what of Container Registry, sorted into what the file can take over and what it leaves alone, with the reason. */
export function heldPolicies(scope: HolderScope): HeldPolicies {
  const handMade: HandMade[] = [];
  const system: HeldPolicy[] = [];
  const leftAlone: LeftAlone[] = [];
  const leftOut = new Set<Principal>();
  const whyNot = obstacleOf(scope);
  for (const held of attachedPolicies(scope.account)) {
    if (!isAboutRegistries(held) || isOwned(held, scope)) continue;
    const isSystem = held.type === 'System' && OWNED_SYSTEM_POLICIES.has(held.policy);
    const usable: Principal[] = [];
    const reasons = new Map<string, Principal[]>();
    for (const principal of held.principals) {
      const reason = whyNot(principal, isSystem);
      if (reason === undefined) usable.push(principal);
      else if (isSystem) leftOut.add(principal);
      if (reason !== undefined && reason !== NOT_ASKED)
        reasons.set(reason, [...(reasons.get(reason) ?? []), principal]);
    }
    const leave = (principals: readonly Principal[], reason: string): void => {
      if (principals.length > 0) leftAlone.push({ policy: held.policy, type: held.type, principals, reason });
    };
    for (const [reason, principals] of reasons) leave(principals, reason);
    const obstacle = isSystem ? undefined : policyObstacle(held, scope);
    if (obstacle !== undefined) leave(usable, obstacle);
    else if (isSystem) system.push({ ...held, principals: usable });
    else handMade.push({ ...held, principals: usable, document: held.document as PolicyDocument });
  }
  const somebody = ({ principals }: HeldPolicy): boolean => principals.length > 0;
  return {
    handMade: handMade.filter(somebody),
    system: system.filter(somebody),
    leftAlone,
    systemHoldersLeftOut: [...leftOut],
  };
}

const UNREADABLE = 'who holds it also holds a policy that cannot be read, so what a change does could not be shown';

/** Who gets something from a document that is not even JSON, and the groups of which they are members. */
function holdersOfUnreadable({ attachments, documents, members }: Account): ReadonlySet<Principal> {
  const holders = new Set(
    attachments.flatMap(({ principal, type, policy }) =>
      documents.get(policyKey(type, policy)) === undefined ? [principal] : [],
    ),
  );
  if (holders.size === 0) return holders;
  const groups = [...members].map(([name, users]) => ({
    group: `group:${name}` as const,
    users: [...users].map((user): Principal => `user:${user}`),
  }));
  for (const { group, users } of groups) if (holders.has(group)) for (const user of users) holders.add(user);
  for (const { group, users } of groups) if (users.some((user) => holders.has(user))) holders.add(group);
  return holders;
}

/** Every attached policy once for each scope, in a stable order. */
function attachedPolicies({ attachments, policies, documents }: Account): readonly HeldPolicy[] {
  const groups = Map.groupBy(attachments, ({ type, policy, scope }) => JSON.stringify([type, policy, scope]));
  return [...groups]
    .sort(([a], [b]) => byText(a, b))
    .map(([, held]) => {
      const { type, policy, scope } = held[0]!;
      const key = policyKey(type, policy);
      return {
        policy,
        type,
        scope,
        principals: [...new Set(held.map(({ principal }) => principal))].sort(byText),
        description: policies.get(key)?.description ?? '',
        document: documents.get(key),
      };
    });
}

const isAboutRegistries = ({ document }: HeldPolicy): boolean =>
  parseDocument(document).statements.some((statement) => statement.opaque || concernsRegistries(statement));

function isOwned({ type, policy }: HeldPolicy, { account, prefix, owner }: HolderScope): boolean {
  const found = account.policies.get(policyKey(type, policy));
  return found !== undefined && ownershipOf(found, prefix, owner) === 'owned';
}

function policyObstacle(held: HeldPolicy, { account, prefix }: HolderScope): string | undefined {
  if (held.type === 'System') return 'a system policy; a file owns the two of Container Registry only';
  if (!/^(?:account|rg-[A-Za-z0-9-]+)$/.test(held.scope)) return `held in ${held.scope}, which is no resource group id`;
  return obstacleTo(held.policy, account, prefix)?.clause ?? unwritable(held.policy, held.document as PolicyDocument);
}

const NOT_ASKED = 'not asked for';

/** Why a principal does not get into the file, or `undefined`. */
function obstacleOf({ account, config, only }: HolderScope): (who: Principal, isSystem: boolean) => string | undefined {
  const named = (config?.grants ?? []).flatMap(({ to }) => to);
  const spelling = new Map<string, Principal>();
  const inOrder = [...named, ...account.attachments.map(({ principal }) => principal).sort(byText)];
  for (const principal of inOrder) {
    if (!spelling.has(principal.toLowerCase())) spelling.set(principal.toLowerCase(), principal);
  }
  const absent = new Set(
    (config?.users ?? []).filter(({ state }) => state === 'absent').map(({ name }) => `user:${name}`),
  );
  const puzzling = holdersOfUnreadable(account);
  const known = { user: account.users, group: account.groups, role: account.roles };
  return (principal, isSystem) => {
    if (only.length > 0 && !only.includes(principal)) return NOT_ASKED;
    if (config !== undefined && matchesAny(config.settings.ignore, principal)) return NOT_ASKED;
    const kind = principal.slice(0, principal.indexOf(':'));
    const name = principal.slice(kind.length + 1);
    if ('problem' in parsePrincipal(principal)) return 'the name cannot stand in a file';
    if (!known[kind as keyof typeof known].has(name)) return 'it does not exist any more';
    if (absent.has(principal)) return 'the file deletes it';
    if (spelling.get(principal.toLowerCase()) !== principal) return 'another name differs in upper and lower case only';
    // Their policies come and go with the service that the role belongs to.
    if (!isSystem && /^role:aliyun/i.test(principal)) return 'the role of an Alibaba Cloud service';
    if (!isSystem && puzzling.has(principal)) return UNREADABLE;
    return undefined;
  };
}
