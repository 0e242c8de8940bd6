import { type Assignment, assignmentsOf, literalOf } from './conditions/assignments.ts';
import type { Clause } from './conditions/clause.ts';
import type { ParsedStatement } from './parse.ts';

/**
 * `conditional`: it depends on context that is not given, however the documents are read. `unknown`: it depends on what the
 * service does not document, on disputed rules, or on a document that breaks the grammar.
 */
export type Decision = 'allow' | 'explicit-deny' | 'implicit-deny' | 'conditional' | 'unknown';

/** A statement that reaches a request, and what that still hangs on. */
export interface Match {
  readonly effect: ParsedStatement['effect'];
  readonly atAccount: boolean;
  /** what is open in how the documents are read, in words */
  readonly open: readonly string[];
  /** clauses on keys that the context of the request does not give */
  readonly missing: readonly Clause[];
}

/** How everything that is open is settled. */
interface Way {
  /** how the documents are read: in favour of the principal or against it */
  readonly reading: boolean;
  /** the missing context; or, when there are too many, in favour of the principal or against it */
  readonly context: Assignment | boolean;
}

/** Contexts that are told apart for one request. */
const LIMIT = 1024;

/**
 * S10-S12: looks at every context and every way to read the documents. Of the readings, the one most in favour of the
 * principal and the one most against it are enough: more Allows never take access away, more Denies never give it.
 */
export function decide(matches: readonly Match[]): Decision {
  const missing = matches.flatMap((match) => match.missing);
  const contexts: readonly Way['context'][] = assignmentsOf(missing, LIMIT) ?? [true, false];
  const readings = [allowsStaged, allowsFlat].flatMap((allows) =>
    [true, false].map((reading) => contexts.map((context) => allows(matches, { reading, context }))),
  );
  if (readings.every((answers) => answers.every(Boolean))) return 'allow';
  if (!readings.some((answers) => answers.some(Boolean))) {
    const denied = contexts.every((context) => applies(matches, 'Deny', { reading: true, context }));
    return denied ? 'explicit-deny' : 'implicit-deny';
  }
  return readings.every((answers) => answers.includes(true) && answers.includes(false)) ? 'conditional' : 'unknown';
}

/** The published order of 2021: the account's policies first, and only what they leave open goes to the resource group's. */
function allowsStaged(matches: readonly Match[], way: Way): boolean {
  const account = matches.filter((match) => match.atAccount);
  if (applies(account, 'Deny', way)) return false;
  if (applies(account, 'Allow', way)) return true;
  return allowsFlat(
    matches.filter((match) => !match.atAccount),
    way,
  );
}

/** The published order of 2026: all policies together, and any Deny wins. */
function allowsFlat(matches: readonly Match[], way: Way): boolean {
  return applies(matches, 'Allow', way) && !applies(matches, 'Deny', way);
}

function applies(matches: readonly Match[], effect: 'Allow' | 'Deny', { reading, context }: Way): boolean {
  const inFavour = effect === 'Allow';
  const holds = (clause: Clause): boolean => {
    if (typeof context === 'boolean') return context === inFavour;
    const { claim, negative } = literalOf(clause);
    const claimed = context.holds.get(claim);
    return claimed === undefined ? reading === inFavour : claimed !== negative;
  };
  return matches.some(
    (match) =>
      (match.effect === effect || (match.effect === 'opaque' && reading === inFavour)) &&
      (match.open.length === 0 || reading === inFavour) &&
      match.missing.every(holds),
  );
}
