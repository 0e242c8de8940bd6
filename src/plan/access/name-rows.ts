import type { AccessConfig, SourcePosition } from '../../config/types.ts';
import type { Cause, AccessRow as ExactRow } from '../../policy/access/rows.ts';
import { globMatch } from '../../policy/glob.ts';
import type { Account } from '../../state/types.ts';
import type { AccessRow, NamedArea } from './types.ts';
import { registryName } from './world.ts';

/** How rows get the file's names, the live counts and the line that causes them. */
export interface Naming {
  readonly config: Pick<AccessConfig, 'registries'> | undefined;
  readonly inventory: Account['inventory'];
  readonly sourceOf: (causes: readonly Cause[]) => SourcePosition | null;
}

const SAMPLE_SIZE = 3;

export function nameRow(row: ExactRow, naming: Naming): AccessRow {
  const { verbs, actions, kind, certainty, witness, when, why, causes } = row;
  return {
    verbs,
    actions,
    kind,
    area: nameArea(row, naming.config),
    certainty,
    witness: witness ?? null,
    existing: countExisting(row, naming.inventory),
    via: viaOf(row),
    when,
    why,
    source: naming.sourceOf(causes),
  };
}

/** The way from the principal; a system policy says that it is one. */
export function viaOf({ causes, via }: Pick<ExactRow, 'causes' | 'via'>): readonly string[] {
  const telling = causes.at(-1);
  if (telling === undefined) return via;
  const policy = telling.type === 'System' ? `policy/System/${telling.policy}` : `policy/${telling.policy}`;
  return [...telling.via, policy];
}

/**
 * | kind of request              | area                                            |
 * |------------------------------|-------------------------------------------------|
 * | on `*`                       | `*`                                             |
 * | the instance and its lists   | `prod`                                          |
 * | namespaces and repositories  | `prod:juzhong`, `prod:juzhong/*`                |
 * | charts                       | `prod:chart/…`, which no repository is named    |
 */
export function nameArea({ kind, registry, area }: ExactRow, config: Naming['config']): NamedArea {
  if (registry === undefined) return { include: ['*'], exclude: [] };
  const name = registryName(registry, config);
  const chart = kind.startsWith('chart') ? 'chart/' : '';
  const named = (pattern: string): string =>
    pattern === '' ? `${name}${chart && ':chart'}` : `${name}:${chart}${pattern}`;
  return { include: area.include.map(named), exclude: area.exclude.map(named) };
}

/** Repositories that exist in the row's area. */
function countExisting({ kind, registry, area }: ExactRow, inventory: Account['inventory']): AccessRow['existing'] {
  if (kind !== 'repo' || registry === undefined || 'unreadable' in inventory) return null;
  const found =
    registry.edition === 'enterprise'
      ? inventory.instances.find(({ id }) => id === registry.instance)
      : inventory.personal.find(({ region }) => region === registry.region);
  if (found === undefined) return null;
  const matches = (patterns: readonly string[], name: string): boolean =>
    patterns.some((pattern) => globMatch(pattern, name));
  const names = found.namespaces
    .flatMap(({ name, repositories }) => repositories.map((repository) => `${name}/${repository}`))
    .filter((name) => matches(area.include, name) && !matches(area.exclude, name));
  return { count: names.length, sample: names.slice(0, SAMPLE_SIZE) };
}

/** Can the row's condition still come true? A time that has passed does not come back. */
export function isPossible({ when }: Pick<ExactRow, 'when'>, now: Date): boolean {
  if (when === null) return true;
  return when.some((alternative) =>
    [...alternative.matchAll(/acs:CurrentTime DateLessThan (\S+)/gi)].every(
      ([, end]) => !(Date.parse(end!) <= now.getTime()),
    ),
  );
}
