import type { Area, Registry } from '../policy/area.ts';
import { VERBS } from '../policy/verbs.ts';
import type { Guardrail } from './types.ts';

/**
 * What an area is, whatever the file calls its registry: text that is equal for equal areas of two files. Else a change could
 * keep the words of a guardrail and point its registry at another instance.
 */
export function areaIdentity({ registry, pattern }: Area, registries: readonly Registry[]): string {
  const found = registries.find(({ name }) => name === registry);
  return `${found === undefined ? registry : registryIdentity(found)} ${pattern}`;
}

export const registryIdentity = (registry: Registry): string =>
  registry.edition === 'enterprise' ? `${registry.instance} ${registry.region}` : `personal ${registry.region}`;

interface Declared {
  readonly guardrail: Guardrail;
  readonly registries: readonly Registry[];
}

/**
 * Whether one guardrail surely refuses all that another one refuses. Compared as sets of words: what is only strict by what
 * its patterns or groups mean counts as weaker.
 */
export function isAtLeastAsStrict(one: Declared, other: Declared): boolean {
  const [a, b] = [one.guardrail, other.guardrail];
  if (a.kind !== b.kind) return false;
  const identities = ({ guardrail, registries }: Declared) =>
    guardrail.on.map((area) => areaIdentity(area, registries));
  if (!covers(identities(one), identities(other))) return false;
  if (a.kind === 'separate') return covers(b.can, a.can); // fewer verbs are held together sooner
  if (a.kind === 'keep') return b.kind === 'keep' && covers(a.keep, b.keep) && covers(a.can, b.can);
  // Where nobody must, `full` stands for any verb.
  if (!covers(a.can.flatMap(verbsOf), b.can.flatMap(verbsOf))) return false;
  return a.kind === 'no-new' || (b.kind === 'only' && covers(b.only, a.only));
}

const verbsOf = (can: Guardrail['can'][number]): readonly string[] => (can === 'full' ? VERBS : [can]);

function covers(all: readonly string[], some: readonly string[]): boolean {
  const known = new Set(all);
  return some.every((entry) => known.has(entry));
}
