import type { Registry } from '../policy/area.ts';
import { byText } from '../state/keys.ts';
import type { Inventory } from '../state/types.ts';
import { listOf } from './coverage.ts';
import type { Conflict } from './types.ts';

export interface NamedRegistries {
  /** those of the file, those that were named and those that were found */
  readonly all: readonly Registry[];
  readonly conflicts: readonly Conflict[];
}

/**
 * Names for the registries of an account: the file's own, then the ones that were asked for, then the instance's name, in
 * letters that the file allows.
 *
 * @param documents decide whether Personal Edition is declared for every region, when none was found and nobody could look
 *   everywhere
 */
export function nameRegistries(input: {
  readonly declared: readonly Registry[];
  readonly given: readonly Registry[];
  readonly found: Inventory;
  readonly documents: Iterable<unknown>;
  readonly foundEverything: boolean;
}): NamedRegistries {
  const { declared, given, found, documents, foundEverything } = input;
  const all: Registry[] = [...declared];
  const conflicts: Conflict[] = [];
  const add = (registry: Registry): void => {
    if (all.some((known) => isSame(known, registry) && known.name === registry.name)) return;
    const taken = all.find((known) => isSame(known, registry) || sameName(known, registry));
    if (taken === undefined) all.push(registry);
    else conflicts.push(nameTaken(registry, taken));
  };
  for (const registry of given) add(registry);
  for (const { id, name, region } of found.instances.toSorted((a, b) => byText(a.id, b.id))) {
    if (all.some((known) => known.edition === 'enterprise' && known.instance === id)) continue;
    const registry: Registry = { name: cleanName(name || id), edition: 'enterprise', instance: id, region };
    // Two instances may have one name; a name of the file or of the caller means what they say.
    const isFixed = [...declared, ...given].some((known) => sameName(known, registry));
    add(isFixed ? registry : { ...registry, name: freeName(registry.name, all) });
  }
  const regions = found.personal.map(({ region }) => region).sort(byText);
  const unseen = regions.filter(
    (region) => !all.some((known) => known.edition === 'personal' && ['*', region].includes(known.region)),
  );
  for (const region of unseen) {
    const name = unseen.length === 1 ? 'personal' : `personal-${region}`;
    add({ name: freeName(name, all), edition: 'personal', region });
  }
  const needsAnyRegion = !foundEverything && !all.some(({ edition }) => edition === 'personal');
  if (needsAnyRegion && namesPersonalEverywhere(documents)) {
    add({ name: freeName('personal', all), edition: 'personal', region: '*' });
  }
  return { all, conflicts };
}

const isSame = (a: Registry, b: Registry): boolean =>
  a.edition === 'enterprise'
    ? b.edition === 'enterprise' && a.instance === b.instance && a.region === b.region
    : b.edition === 'personal' && a.region === b.region;

const sameName = (a: Registry, b: Registry): boolean => a.name.toLowerCase() === b.name.toLowerCase();

const targetOf = (registry: Registry): string =>
  registry.edition === 'enterprise' ? registry.instance : `the Personal Edition of ${registry.region}`;

const nameTaken = (wanted: Registry, taken: Registry): Conflict => ({
  key: `registry/${wanted.name}`,
  message: sameName(wanted, taken)
    ? `the registry name ${wanted.name} stands for ${targetOf(taken)} already, not for ${targetOf(wanted)}`
    : `${targetOf(wanted)} is called ${taken.name} already, not ${wanted.name}`,
  remedy: sameName(wanted, taken)
    ? `Name it differently: --registry NAME=${wanted.edition === 'enterprise' ? wanted.instance : 'personal'}@${wanted.region}`
    : 'Leave out --registry for it.',
});

/** `ACME Prod (new)` to `acme-prod-new`: what the file allows in a name. */
function cleanName(name: string): string {
  const clean = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return clean === '' ? 'registry' : clean;
}

function freeName(name: string, taken: readonly { readonly name: string }[]): string {
  const isFree = (candidate: string): boolean => !taken.some((known) => known.name.toLowerCase() === candidate);
  if (isFree(name)) return name;
  for (let number = 2; ; number += 1) if (isFree(`${name}-${number}`)) return `${name}-${number}`;
}

/** A policy such as the vendor's samples: Personal Edition in whatever region. */
const PERSONAL_EVERYWHERE = /^acs:cr:\*:[^:]*:repository\/(?!cri-)[a-z0-9]/;

function namesPersonalEverywhere(documents: Iterable<unknown>): boolean {
  for (const document of documents) {
    const statements = (document as { readonly Statement?: unknown } | null | undefined)?.Statement;
    if (!Array.isArray(statements)) continue;
    for (const statement of statements as readonly { readonly Resource?: string | readonly string[] }[]) {
      const resources = listOf(statement?.Resource).filter((resource) => typeof resource === 'string');
      if (resources.some((resource) => PERSONAL_EVERYWHERE.test(resource))) return true;
    }
  }
  return false;
}
