import type { AccessConfig } from '../../config/types.ts';
import type { AccessRow as ExactRow } from '../../policy/access/rows.ts';
import { globMatch } from '../../policy/glob.ts';
import type { Principal } from '../../policy/principal.ts';
import type { Account } from '../../state/types.ts';
import type { RowCause } from './row-cause.ts';
import type { AccessRow, NamedArea } from './types.ts';
import { isDeclared, registryName } from './world.ts';

/** How rows get the file's names, the live counts and the line that causes them. */
export interface Naming {
  readonly config: Pick<AccessConfig, 'registries'> | undefined;
  readonly existing: ReturnType<typeof existingRepositories>;
  readonly causeOf: (principal: Principal, row: ExactRow) => RowCause;
}

const SAMPLE_SIZE = 3;

export function nameRows(principal: Principal, rows: readonly ExactRow[], naming: Naming): readonly AccessRow[] {
  return withoutNamedTwice(rows, naming.config).map((row) => nameRow(principal, row, naming));
}

function nameRow(principal: Principal, row: ExactRow, { config, existing, causeOf }: Naming): AccessRow {
  const { verbs, actions, kind, certainty, witness, when, why } = row;
  const { cause, source } = causeOf(principal, row);
  return {
    verbs,
    actions,
    kind,
    area: nameArea(row, config),
    certainty,
    witness: witness ?? null,
    existing: existing(row),
    via: viaOf(row),
    when,
    why,
    cause,
    source,
  };
}

/**
 * A Personal Edition that is declared for every region is asked about in one that stands for all, and in those that are named
 * somewhere: these are told only where they differ from the others.
 */
function withoutNamedTwice<Row extends ExactRow>(rows: readonly Row[], config: Naming['config']): readonly Row[] {
  const contentOf = ({ verbs, actions, kind, area, certainty, when, causes }: Row): string =>
    JSON.stringify([verbs, actions, kind, area, certainty, when, causes]);
  const everywhere = new Set(rows.filter(({ registry }) => registry?.region === '*').map(contentOf));
  if (everywhere.size === 0) return rows;
  return rows.filter((row) => {
    if (row.registry?.edition !== 'personal' || isDeclared(row.registry, config)) return true;
    return !everywhere.has(contentOf(row));
  });
}

/** The way from the principal; a system policy says that it is one. */
export function viaOf({ causes, via }: Pick<ExactRow, 'causes' | 'via'>): readonly string[] {
  const telling = causes.at(-1);
  return telling === undefined ? via : wayOf(telling);
}

export const wayOf = ({ type, policy, via }: Pick<ExactRow['causes'][number], 'type' | 'policy' | 'via'>) => [
  ...via,
  type === 'System' ? `policy/System/${policy}` : `policy/${policy}`,
];

/**
 * | kind of request              | area                                            |
 * |------------------------------|-------------------------------------------------|
 * | on `*`                       | `*`                                             |
 * | the instance and its lists   | `prod`                                          |
 * | namespaces and repositories  | `prod:juzhong`, `prod:juzhong/*`                |
 * | charts                       | `prod:chart:…`, which no repository is named    |
 */
export function nameArea({ kind, registry, area }: ExactRow, config: Naming['config']): NamedArea {
  if (registry === undefined) return { include: ['*'], exclude: [] };
  const name = registryName(registry, config);
  const prefix = kind.startsWith('chart') ? `${name}:chart` : name;
  const named = (pattern: string): string => (pattern === '' ? prefix : `${prefix}:${pattern}`);
  return { include: area.include.map(named), exclude: area.exclude.map(named) };
}

/** Counts the repositories that exist in a row's area; many principals ask for the same one. */
export function existingRepositories(inventory: Account['inventory']): (row: ExactRow) => AccessRow['existing'] {
  const counted = new Map<string, AccessRow['existing']>();
  return (row) => {
    if (row.kind !== 'repo' || row.registry === undefined) return null;
    const key = JSON.stringify([row.registry, row.area]);
    const known = counted.get(key);
    if (known !== undefined) return known;
    const count = countExisting(row.registry, row.area, inventory);
    counted.set(key, count);
    return count;
  };
}

function countExisting(
  registry: NonNullable<ExactRow['registry']>,
  area: ExactRow['area'],
  inventory: Account['inventory'],
): AccessRow['existing'] {
  if ('unreadable' in inventory) return null;
  const found =
    registry.edition === 'enterprise'
      ? inventory.instances.find(({ id, region }) => id === registry.instance && region === registry.region)
      : inventory.personal.find(({ region }) => region === registry.region);
  if (found === undefined) return null;
  const matches = (patterns: readonly string[], name: string): boolean =>
    patterns.some((pattern) => globMatch(pattern, name));
  const names = found.namespaces
    .flatMap(({ name, repositories }) => repositories.map((repository) => `${name}/${repository}`))
    .filter((name) => matches(area.include, name) && !matches(area.exclude, name));
  return { count: names.length, sample: names.slice(0, SAMPLE_SIZE) };
}
