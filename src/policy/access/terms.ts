import type { Line } from './lines.ts';
import { effectIn, type Scenario } from './scenarios.ts';

/** Access as "some pattern of each list of `allow`, and no pattern of `deny`". */
export interface Term {
  readonly allow: readonly (readonly Line[])[];
  readonly deny: readonly Line[];
}

/** Where a text may be that is in no term: outside all of `outside`, and, where given, inside each of `inside`. */
export interface Escape {
  readonly outside: readonly Line[];
  readonly inside: readonly (readonly Line[])[];
}

/** What one list of statements allows in a scenario: any of the terms. */
export function termsOf(lines: readonly Line[], scenario: Scenario): Term[] {
  const having = (effect: 'Allow' | 'Deny', atAccount?: boolean) =>
    lines.filter(
      (line) => (atAccount === undefined || line.atAccount === atAccount) && effectIn(line, scenario) === effect,
    );
  const terms =
    scenario.order === 'flat'
      ? [{ allow: [having('Allow')], deny: having('Deny') }]
      : [
          { allow: [having('Allow', true)], deny: having('Deny', true) },
          { allow: [having('Allow', false)], deny: having('Deny') },
        ];
  return terms.filter((term) => term.allow[0]!.length > 0);
}

/** Everything that is in a term of both, for what needs two actions at once. */
export function bothOf(left: readonly Term[], right: readonly Term[]): Term[] {
  return left.flatMap((one) =>
    right.map((other) => ({ allow: [...one.allow, ...other.allow], deny: [...new Set([...one.deny, ...other.deny])] })),
  );
}

/** All ways to be in none of the terms. */
export function escapesOf(terms: readonly Term[]): Escape[] {
  return terms.reduce<Escape[]>(
    (escapes, { allow, deny }) =>
      escapes.flatMap(({ outside, inside }) => [
        ...allow.map((lines) => ({ outside: [...outside, ...lines], inside })),
        ...(deny.length === 0 ? [] : [{ outside, inside: [...inside, deny] }]),
      ]),
    [{ outside: [], inside: [] }],
  );
}
