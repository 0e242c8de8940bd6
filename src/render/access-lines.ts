import type { SourcePosition } from '../config/types.ts';
import type { AccessReport, AccessRow, PrincipalAccess, ShadowAccess } from '../plan/access/types.ts';
import { plural } from '../plan/plural.ts';
import { VERBS, type Verb } from '../policy/verbs.ts';

/** What a reviewer reads in one row: some principals, what they can or cannot do any more, where, and why. */
export interface AccessLine {
  readonly mark: '+' | '−' | '?';
  readonly who: readonly string[];
  /** e.g. `pull, log in` */
  readonly can: string;
  readonly areas: readonly LineArea[];
  readonly via: readonly string[];
  /** e.g. `only when acs:SourceIp is in 10.0.0.0/8`; '' = always */
  readonly condition: string;
  readonly source: SourcePosition | null;
}

export interface LineArea {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** e.g. `14 repositories now`; '' when there is nothing to count */
  readonly existing: string;
  readonly sample: readonly string[];
}

/** With these on a repository nothing is left out there. */
const EVERYTHING: readonly Verb[] = ['admin', 'delete', 'push', 'pull'];

const WORDS: Record<Verb, string> = {
  admin: 'administer',
  delete: 'delete',
  push: 'push',
  network: 'open the network',
  create: 'create repositories',
  pull: 'pull',
  list: 'list in the console',
  login: 'log in',
};

/** Rows of all principals, gains first, the most powerful first; principals of equal rows share a line. */
export function accessLines({ access }: Pick<AccessReport, 'access'>): readonly AccessLine[] {
  return [...linesOf(access, 'gained'), ...linesOf(access, 'lost')];
}

function linesOf(access: readonly PrincipalAccess[], side: 'gained' | 'lost'): readonly AccessLine[] {
  const lines = new Map<string, AccessLine & { who: string[]; power: number }>();
  for (const { principal, [side]: rows } of access) {
    const ways = Map.groupBy(readableRows(rows), ({ row, verbs }) => JSON.stringify(wayOf(row, verbs, side)));
    for (const [way, same] of ways) {
      const areas = placesOf(same.map(({ row }) => row));
      const key = JSON.stringify([way, areas]);
      const known = lines.get(key);
      const power = powerOf(same.flatMap(({ verbs }) => verbs));
      if (known === undefined)
        lines.set(key, { ...wayOf(same[0]!.row, same[0]!.verbs, side), areas, who: [principal], power });
      else known.who.push(principal);
    }
  }
  return [...lines.values()].sort((a, b) => a.power - b.power).map(({ power: _power, ...line }) => line);
}

/**
 * The areas of one line. Where repositories are named, the instance, its namespaces and its charts go without saying, and
 * so does `*` beside a registry; the plan's JSON has them all.
 */
function placesOf(rows: readonly AccessRow[]): readonly LineArea[] {
  const withRepositories = new Set(rows.filter(({ kind }) => kind === 'repo').map(registryOf));
  const named = rows.filter((row) => row.kind === 'repo' || !withRepositories.has(registryOf(row)));
  const placed = named.filter(({ kind }) => kind !== 'star');
  return (placed.length > 0 ? placed : named).map(({ area, existing }) => ({
    ...area,
    existing: existing === null ? '' : countText(existing.count),
    sample: existing?.sample ?? [],
  }));
}

/** Position of the strongest verb; rows without a verb come last. */
const powerOf = (verbs: readonly Verb[]): number => Math.min(VERBS.length, ...verbs.map((verb) => VERBS.indexOf(verb)));

interface ReadableRow {
  readonly row: AccessRow;
  readonly verbs: readonly Verb[];
}

/**
 * The engine answers for each kind of request; people think in places. Rows of one place, way and condition are one;
 * `log in` and `list`, which are asked on `*`, join the row that they belong to; rows without a verb are shown only
 * when there is nothing else.
 */
function readableRows(rows: readonly AccessRow[]): readonly ReadableRow[] {
  const merged = new Map<string, MergedRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.area, row.via, row.when, row.certainty]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { row, verbs: new Set(row.verbs) });
    else {
      for (const verb of row.verbs) known.verbs.add(verb);
      if (known.row.existing === null) known.row = { ...row, actions: [...known.row.actions, ...row.actions] };
    }
  }
  const all = [...merged.values()];
  const telling = withoutImplied(all.filter(({ verbs }) => verbs.size > 0));
  const shown = telling.length > 0 ? joinStar(telling) : all.slice(0, 1);
  return shown.map(({ row, verbs }) => ({ row, verbs: VERBS.filter((verb) => verbs.has(verb)) }));
}

/** Who administers all repositories of a registry is told so once: not again for the instance, namespaces, charts and `*`. */
function withoutImplied(rows: readonly MergedRow[]): readonly MergedRow[] {
  const wayOfRow = ({ row }: MergedRow): string => JSON.stringify([row.via, row.when, row.certainty]);
  const wholes = rows.filter(
    ({ row, verbs }) =>
      row.kind === 'repo' && verbs.has('admin') && row.area.include.some((area) => area.endsWith(':*')),
  );
  return rows.filter(({ row, verbs }) => {
    if (row.kind === 'repo' || !verbs.has('admin')) return true;
    return !wholes.some(
      (whole) =>
        wayOfRow(whole) === wayOfRow({ row, verbs }) &&
        (row.kind === 'star' || registryOf(whole.row) === registryOf(row)),
    );
  });
}

interface MergedRow {
  row: AccessRow;
  readonly verbs: Set<Verb>;
}

const registryOf = ({ area }: AccessRow): string => area.include[0]?.split(':')[0] ?? '';

/** `log in` and `list` on `*` go to the rows that came by the same way; alone they keep a row of their own. */
function joinStar(rows: readonly MergedRow[]): readonly MergedRow[] {
  const isStar = ({ row, verbs }: MergedRow): boolean =>
    row.kind === 'star' && [...verbs].every((verb) => verb === 'login' || verb === 'list');
  const repositories = rows.filter(({ row }) => row.kind === 'repo');
  return rows.filter((candidate) => {
    if (!isStar(candidate)) return true;
    const homes = repositories.filter(
      ({ row }) => row.via.join() === candidate.row.via.join() && sameCondition(row, candidate.row),
    );
    for (const home of homes) for (const verb of candidate.verbs) home.verbs.add(verb);
    return homes.length === 0;
  });
}

const sameCondition = (a: AccessRow, b: AccessRow): boolean =>
  a.certainty === b.certainty && JSON.stringify(a.when) === JSON.stringify(b.when);

/** What makes rows one line: everything but the place. */
function wayOf(row: AccessRow, verbs: readonly Verb[], side: 'gained' | 'lost'): Omit<AccessLine, 'who' | 'areas'> {
  return {
    mark: row.certainty === 'unknown' ? '?' : side === 'gained' ? '+' : '−',
    can: verbsText(verbs, row.actions, side),
    via: row.via,
    condition: conditionText(row),
    source: row.source,
  };
}

function verbsText(verbs: readonly Verb[], actions: readonly string[], side: 'gained' | 'lost'): string {
  const words = EVERYTHING.every((verb) => verbs.includes(verb))
    ? 'everything'
    : verbs.length > 0
      ? verbs.map((verb) => WORDS[verb]).join(', ')
      : `${actions.slice(0, 3).join(', ')}${actions.length > 3 ? ` and ${actions.length - 3} more calls` : ''}`;
  return side === 'gained' ? words : `no longer: ${words}`;
}

const countText = (count: number): string =>
  count === 0 ? 'no repository yet' : `${plural(count, 'repository', 'repositories')} now`;

function conditionText(row: AccessRow): string {
  const why = row.certainty === 'unknown' ? `not certain: ${row.why.join('; ')}` : '';
  return [whenText(row.when), why].filter(Boolean).join('; ');
}

/** The end of a grant is a condition that everybody has: it reads as `until`. */
function whenText(when: readonly string[] | null): string {
  if (when === null) return '';
  const end = when.length === 1 ? /^acs:CurrentTime DateLessThan (\S+)$/.exec(when[0]!)?.[1] : undefined;
  return end === undefined ? `only when ${when.join(' or ')}` : `until ${end}`;
}

/** `2 gain access, 1 loses access`; '' when nobody does. */
export function gainsSentence({ gains, losses }: Pick<AccessReport, 'gains' | 'losses'>): string {
  const parts = [
    gains > 0 ? `${gains} ${gains === 1 ? 'gains' : 'gain'} access` : '',
    losses > 0 ? `${losses} ${losses === 1 ? 'loses' : 'lose'} access` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

export interface ShadowLine {
  readonly principal: string;
  readonly can: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly via: readonly string[];
}

/** Shadow access in words, the most powerful first; what no verb stands for is left out when there are verbs. */
export function shadowLines(shadow: readonly ShadowAccess[]): readonly ShadowLine[] {
  const byWay = Map.groupBy(shadow, ({ principal, via }) => JSON.stringify([principal, via]));
  const lines = [...byWay.values()].flatMap((rows) => {
    const telling = rows.filter(({ verbs }) => verbs.some((verb) => verb !== 'login' && verb !== 'list'));
    const shown = telling.length > 0 ? telling : rows.filter(({ verbs }) => verbs.length > 0);
    return (shown.length > 0 ? shown : rows.slice(0, 1)).map(({ principal, verbs, area, via }) => ({
      power: powerOf(verbs),
      line: { principal, can: verbsText(verbs, ['other calls'], 'gained'), ...area, via },
    }));
  });
  return lines.sort((a, b) => a.power - b.power).map(({ line }) => line);
}
