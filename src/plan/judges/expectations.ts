import type { AccessConfig, Expectation } from '../../config/types.ts';
import type { World } from '../../policy/access/places.ts';
import type { AttachedDocument } from '../../policy/evaluate.ts';
import type { Principal } from '../../policy/principal.ts';
import type { Holdings } from '../../state/holdings.ts';
import type { Account } from '../../state/types.ts';
import type { AccessJudge } from '../assess.ts';
import { blocking } from '../guards/guard.ts';
import { invisible } from './invisible.ts';
import { areaText, meaningless, type VerbQuestions, verbQuestions, witnessText } from './verb-questions.ts';

/** TST01: an expectation does not hold in the account as it would be. One that cannot be judged does not hold. */
export const expectations: AccessJudge = ({ config, desired }, { world, after, accountAfter }) => {
  const ask = verbQuestions(config, world);
  const unseen = invisible(accountAfter);
  return config.expect.flatMap((expectation) => {
    const { who, source } = expectation;
    const isThere = exists(who, accountAfter) || desired.absentUsers.has(nameOf(who));
    const why = isThere ? unmet(expectation, after.of(who), ask) : `${who} does not exist`;
    return [...unseen, ...(why === undefined ? [] : [why])].map((reason) =>
      blocking('TST01', 'error', {
        key: `expect/${who}`,
        source,
        message: `${wish(expectation)}: ${reason}`,
        remedy: 'Change the grants, or the expectation if it is wrong.',
      }),
    );
  });
};

/** An expectation that the file by itself contradicts. */
export interface Contradiction {
  readonly expectation: Expectation;
  readonly message: string;
}

/**
 * What can be said without the account: an expectation is contradicted when the grants of the file certainly give what they
 * must not, or certainly do not give what they must, whoever is in the groups whose members the file does not list.
 */
export function contradictions(
  config: Pick<AccessConfig, 'expect' | 'registries' | 'groups'>,
  world: World,
  holdings: Holdings,
  heldBy: readonly Principal[],
): readonly Contradiction[] {
  const ask = verbQuestions(config, world);
  const listed = new Set(
    config.groups?.filter(({ members }) => members !== undefined).map(({ name }) => `group:${name}`),
  );
  const open = heldBy.filter((holder) => holder.startsWith('group:') && !listed.has(holder));
  return config.expect.flatMap((expectation) => {
    const { who, can, on, allowed } = expectation;
    const own = holdings.of(who);
    const most = who.startsWith('user:') ? [...own, ...open.flatMap((group) => holdings.of(group))] : own;
    const isOpen = allowed && ask.every(most, can, on).answer !== 'no';
    const why = isOpen && ask.means(can, on) ? undefined : unmet(expectation, own, ask, ['unknown']);
    return why === undefined ? [] : [{ expectation, message: `${wish(expectation)}: ${why}` }];
  });
}

/** `allowed: true` means all of it, `allowed: false` none of it. Why it is not so, or undefined. */
function unmet(
  { can, on, allowed }: Expectation,
  attached: readonly AttachedDocument[],
  ask: VerbQuestions,
  alsoMet: readonly string[] = [],
): string | undefined {
  if (!ask.means(can, on)) return meaningless(can, on);
  const { answer, witness } = allowed ? ask.every(attached, can, on) : ask.some(attached, can, on);
  if ([allowed ? 'yes' : 'no', ...alsoMet].includes(answer)) return undefined;
  const is = answer === 'unknown' ? 'that is not certain' : allowed ? 'it is not allowed' : 'it is allowed';
  if (witness === undefined) return is;
  const ways = ask.ways(attached, witness);
  return `${is}, e.g. ${witnessText(witness)}${ways.length === 0 ? '' : `, by ${ways.join(', ')}`}`;
}

const wish = ({ who, can, on, allowed }: Expectation): string =>
  `expected that ${who} ${allowed ? 'may' : 'may not'} ${can} on ${areaText(on)}`;

const nameOf = (principal: Principal): string => principal.slice(principal.indexOf(':') + 1);

function exists(principal: Principal, { users, groups, roles }: Account): boolean {
  const name = nameOf(principal);
  if (principal.startsWith('user:')) return users.has(name);
  return principal.startsWith('group:') ? groups.has(name) : roles.has(name);
}
