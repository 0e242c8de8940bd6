import type { SourcePosition } from '../config/types.ts';
import type { AccessReport, PrincipalAccess } from '../plan/access/types.ts';
import type { Principal } from '../policy/principal.ts';
import { VERBS, type Verb } from '../policy/verbs.ts';
import { conditionText, existingText, PLAN_WORDS, type Side, type SideWords, verbsText } from './access-words.ts';
import { type ReadableRow, readableRows, registryOf } from './readable-rows.ts';

/** What a reviewer reads in one row: some principals, what they can or cannot do any more, where, and why. */
export interface AccessLine {
  readonly side: Side | 'both';
  readonly mark: '+' | '−' | '?';
  readonly who: readonly string[];
  /** e.g. `pull, log in`, `no longer: everything` */
  readonly can: string;
  readonly areas: readonly LineArea[];
  /** in front of the way, e.g. `detached:`; '' = nothing to say */
  readonly cause: string;
  readonly via: readonly string[];
  /** e.g. `until 2027-01-01T00:00:00Z`; '' = always */
  readonly condition: string;
  readonly source: SourcePosition | null;
}

export interface LineArea {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** e.g. `14 repositories now`; '' when there is nothing to count */
  readonly existing: string;
  readonly sample: readonly string[];
  /** the sample is all there is */
  readonly whole: boolean;
}

/** One line before it is known whether the other side has the same. */
interface Draft {
  readonly principal: Principal;
  readonly side: Side | 'both';
  readonly first: ReadableRow;
  readonly areas: readonly LineArea[];
}

/**
 * Rows of all principals, gains first, the most powerful first; principals of equal rows share a line. What is unknown is
 * gained and lost in the report, and told once.
 */
export function accessLines(
  { access }: Pick<AccessReport, 'access'>,
  words: SideWords = PLAN_WORDS,
): readonly AccessLine[] {
  const drafts = access.flatMap((row) => unknownOnce([...draftsOf(row, 'gained'), ...draftsOf(row, 'lost')]));
  const lines = new Map<string, AccessLine & { who: string[]; rank: number }>();
  for (const draft of drafts) {
    const line = lineOf(draft, words);
    const key = JSON.stringify(line);
    const known = lines.get(key);
    if (known === undefined) lines.set(key, { ...line, who: [whoText(draft.principal)], rank: rankOf(draft) });
    else known.who.push(whoText(draft.principal));
  }
  return [...lines.values()].sort((a, b) => a.rank - b.rank).map(({ rank: _rank, ...line }) => line);
}

/** Only groups whose members were not read stand for themselves. */
const whoText = (principal: Principal): string =>
  principal.startsWith('group:') ? `members of ${principal}` : principal;

function draftsOf({ principal, ...access }: PrincipalAccess, side: Side): readonly Draft[] {
  const ways = Map.groupBy(readableRows(access[side]), ({ row, verbs }) =>
    JSON.stringify([verbsText(verbs, row), row.via, row.when, row.certainty, row.why, row.cause, row.source]),
  );
  return [...ways.values()].map((rows) => {
    const [first] = rows.toSorted((a, b) => powerOf(a.verbs) - powerOf(b.verbs));
    return { principal, side, first: first!, areas: placesOf(rows) };
  });
}

function unknownOnce(drafts: readonly Draft[]): readonly Draft[] {
  const contentOf = ({ first, areas }: Draft): string =>
    JSON.stringify([verbsText(first.verbs, first.row), first.row.via, first.row.when, first.row.why, areas]);
  const unknown = (side: Side): ReadonlySet<string> =>
    new Set(
      drafts.filter((one) => one.side === side && one.first.row.certainty === 'unknown').map((one) => contentOf(one)),
    );
  const [gained, lost] = [unknown('gained'), unknown('lost')];
  return drafts.flatMap((draft): readonly Draft[] => {
    if (draft.first.row.certainty !== 'unknown') return [draft];
    const content = contentOf(draft);
    if (!gained.has(content) || !lost.has(content)) return [draft];
    return draft.side === 'lost' ? [] : [{ ...draft, side: 'both' }];
  });
}

function lineOf({ side, first: { row, verbs }, areas }: Draft, words: SideWords): Omit<AccessLine, 'who'> {
  return {
    side,
    mark: row.certainty === 'unknown' ? '?' : side === 'lost' ? '−' : '+',
    can: `${words.side(row.certainty, side)}${verbsText(verbs, row)}`,
    areas,
    cause: side === 'both' || row.cause === null ? '' : words.causes[side][row.cause],
    via: row.via,
    condition: conditionText(row),
    source: row.source,
  };
}

/**
 * The areas of one line. Where repositories are named, the instance and its charts go without saying, and so does `*` beside
 * a registry; the plan's JSON has them all.
 */
function placesOf(rows: readonly ReadableRow[]): readonly LineArea[] {
  const withRepositories = new Set(rows.filter(({ row }) => row.kind === 'repo').map(({ row }) => registryOf(row)));
  const named = rows.filter(({ row }) => ['repo', 'ns'].includes(row.kind) || !withRepositories.has(registryOf(row)));
  const placed = named.filter(({ row }) => row.kind !== 'star');
  return (placed.length > 0 ? placed : named).map(({ row: { area, existing } }) => ({
    ...area,
    existing: existingText(existing),
    sample: existing?.sample ?? [],
    whole: existing !== null && existing.sample.length === existing.count,
  }));
}

/** Position of the strongest verb; rows without a verb come last. */
const powerOf = (verbs: readonly Verb[]): number => Math.min(VERBS.length, ...verbs.map((verb) => VERBS.indexOf(verb)));

/** Gains first; of one verb, `everything` first. */
function rankOf({ side, first: { row, verbs } }: Draft): number {
  const part = verbsText(verbs, row) === 'everything' ? 0 : 0.5;
  return (side === 'lost' ? 100 : 0) + powerOf(verbs) + part;
}
