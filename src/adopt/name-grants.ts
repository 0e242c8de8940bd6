import { ACCOUNT_SCOPE, type PolicyName } from '../policy/principal.ts';
import type { DraftGrant } from './types.ts';

/** A prefix of up to 20 and a suffix for split policies still fit into RAM's 128 characters, and people can read it. */
const LONGEST = 60;

/**
 * Names that say what the grants do: `release-push`, `juzhong-pull`, the policy's own name for statements. Unique, valid,
 * and the same for the same grants.
 *
 * @param isTaken whether something of the account or the file stands in the way of a grant's name
 */
export function nameGrants<Grant extends Omit<DraftGrant, 'name'>>(
  grants: readonly Grant[],
  isTaken: (name: string, grant: Grant) => boolean,
): readonly (Grant & { readonly name: string })[] {
  const used = new Set<string>();
  return grants.map((grant) => {
    const name = candidates(grant).find((candidate) => !used.has(candidate) && !isTaken(candidate, grant))!;
    used.add(name);
    return { ...grant, name };
  });
}

/** From the shortest to ever longer ones. Letters at the end, because `x-2` is the second policy of a large grant `x`. */
function candidates(grant: Omit<DraftGrant, 'name'>): IteratorObject<string> {
  const base = baseOf(grant);
  const scope = grant.scope === ACCOUNT_SCOPE ? '' : `in-${clean(grant.scope)}`;
  const qualified = [base, ...details(grant).map((detail) => joined(base, detail)), joined(base, scope)];
  const all = joined(base, ...details(grant), scope);
  return endless([...qualified, all], all);
}

function* endless(first: readonly string[], base: string): Generator<string, undefined> {
  yield* first;
  for (let number = 1; ; number += 1) yield joined(base, lettersOf(number));
}

/** b, c, … z, ba, bb, … */
const lettersOf = (number: number): string =>
  number.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));

function baseOf({ access, replaces }: Omit<DraftGrant, 'name'>): string {
  if (access.kind === 'system-policy') {
    return /ReadOnly/.test(access.policy) ? 'registries-read' : 'registries-full';
  }
  if (access.kind === 'statements') return withoutNumber(clean(replaces[0] ?? 'statements'));
  const [first, second, ...more] = access.on.map(({ registry, pattern }) =>
    pattern.replace(/[*?/]+$/, '') === '' ? registry.name : pattern,
  );
  const names = more.length > 0 ? [first, `and-${more.length + 1}-more`] : [first, second];
  return joined(...names.map((name) => clean(name ?? '')), access.can);
}

/** What sets a grant apart from one with the same areas and level. */
function details({ access, until }: Omit<DraftGrant, 'name'>): readonly string[] {
  const ending = until === undefined ? [] : ['ending'];
  if (access.kind !== 'level') return ending;
  const registries = [...new Set(access.on.map(({ registry }) => clean(registry.name)))];
  return [
    ...registries,
    ...(access.create ? ['create'] : []),
    ...(access.console ? ['console'] : []),
    ...(access.login === false ? ['without-login'] : []),
    ...ending,
  ];
}

const clean = (text: PolicyName): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** A name that ends in a number could be the second policy of another grant. */
const withoutNumber = (name: string): string => (/-\d+$/.test(name) ? `${name}-x` : name);

const joined = (...words: readonly string[]): string => {
  const name = words.filter((word) => word !== '').join('-');
  return withoutNumber(name.length <= LONGEST ? name : name.slice(0, LONGEST).replace(/-+$/, ''));
};
