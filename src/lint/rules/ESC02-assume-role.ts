import { globMatch } from '../../policy/glob.ts';
import { parseDocument } from '../../policy/parse.ts';
import type { Principal } from '../../policy/principal.ts';
import { type Account, type Attachment, policyKey } from '../../state/types.ts';
import { holdingsOf, requestersOf, withAccount } from '../file-principals.ts';
import { POWERS, type Power, powersOf } from '../power.ts';
import type { AccountRule, Hit } from '../rule.ts';
import { gives, givesEveryService } from '../statements.ts';

/** A role's access is also that of everybody who may become the role. Most trust policies are not read, so it is "may". */
export const assumeRole: AccountRule = {
  kind: 'account',
  id: 'ESC02',
  severity: 'high',
  remedy: 'Limit sts:AssumeRole to the roles that are needed, and the roles to those who may assume them.',
  check: (context) =>
    withAccount(context, ({ account }) => {
      const powers = powersByRequester(account);
      return [...Map.groupBy(account.attachments, ({ type, policy }) => policyKey(type, policy))].flatMap(
        ([key, held]) => judge(account, account.documents.get(key), held, powers),
      );
    }),
};

type PowersByRequester = (requester: Principal) => ReadonlySet<Power>;

function judge(
  account: Account,
  document: unknown,
  held: readonly Attachment[],
  powers: PowersByRequester,
): readonly Hit[] {
  const patterns = assumable(document);
  if (patterns.length === 0) return [];
  const holders = [...new Set(held.flatMap(({ principal }) => requestersOf(principal, account)))];
  const lacking = POWERS.filter((power) => holders.some((holder) => !powers(holder).has(power)));
  const richer = [...account.roles.keys()].filter(
    (role) =>
      lacking.some((power) => powers(`role:${role}`).has(power)) &&
      patterns.some((pattern) => names(pattern, role, account.id)),
  );
  const [first] = richer;
  if (first === undefined) return [];
  const { type, policy } = held[0]!;
  const others = richer.length === 1 ? '' : `, and ${richer.length - 1} more roles with more access`;
  const most = POWERS.find((power) => powers(`role:${first}`).has(power));
  return [
    {
      key: type === 'System' ? `policy/System/${policy}` : `policy/${policy}`,
      message: `holders of ${policy} may become role:${first}, which may ${most} images${others}, if its trust policy lets them`,
    },
  ];
}

/** Resource patterns of roles that the document lets its holders assume. Administrators need no role. */
function assumable(document: unknown): readonly string[] {
  const allows = parseDocument(document).statements.filter(({ effect, opaque }) => effect === 'Allow' && !opaque);
  if (allows.some(givesEveryService)) return [];
  return allows.filter((statement) => gives(statement, 'sts:AssumeRole')).flatMap(({ resources }) => resources);
}

/** Documents write the region of a role as nothing or as `*`. */
const names = (pattern: string, role: string, account: string): boolean =>
  ['', '*'].some((region) => globMatch(pattern, `acs:ram:${region}:${account}:role/${role}`));

function powersByRequester(account: Account): PowersByRequester {
  const known = new Map<Principal, ReadonlySet<Power>>();
  return (requester) => {
    const cached = known.get(requester);
    if (cached !== undefined) return cached;
    const powers = new Set(
      holdingsOf(account)
        .of(requester)
        .flatMap((held) => [...powersOf(held)]),
    );
    known.set(requester, powers);
    return powers;
  };
}
