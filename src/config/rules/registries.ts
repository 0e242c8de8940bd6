import type { KnownRegistries } from '../parse-area.ts';
import type { Draft, WrittenConfig, WrittenRegistry } from '../schema.ts';
import { quotedName } from '../visible-text.ts';
import { checkCount, checkName, entries, type Rule, type RuleContext } from './context.ts';

/**
 * What areas may refer to. A registry whose own entry is wrong still counts: one mistake gives one message.
 * `undefined` when the section as a whole is wrong.
 */
export function knownRegistries(draft: Draft<WrittenConfig>): KnownRegistries | undefined {
  const section = draft.registries as Readonly<Record<string, Draft<WrittenRegistry> | undefined>> | undefined;
  if (section === undefined) return 'registries' in draft ? undefined : new Map();
  return new Map(Object.entries(section).map(([name, registry]) => [name, editionOf(registry)]));
}

const editionOf = (registry: Draft<WrittenRegistry> | undefined) =>
  registry?.edition ?? (registry?.instance === undefined ? undefined : 'enterprise');

export const accountIsAnId: Rule = ({ draft, list }) => {
  if (draft.account !== undefined) checkName('account', draft.account, ['account'], list);
};

export const registriesAreWhole: Rule = (context) => {
  const all = entries<Draft<WrittenRegistry>>(context.draft.registries);
  checkCount('registries', all.length, context.list);
  for (const [name, registry] of all) checkRegistry(name, registry, context);
};

function checkRegistry(name: string, registry: Draft<WrittenRegistry>, { list }: RuleContext): void {
  const path = ['registries', name];
  checkName('registry', name, path, list, 'key');
  const personal = registry.edition === 'personal';
  if (personal && 'instance' in registry) {
    const hint = 'remove "instance", or remove "edition: personal"';
    list.report(
      [...path, 'instance'],
      { code: 'bad-registry', message: 'Personal Edition has no instance', hint },
      'key',
    );
  }
  if (!personal && !('instance' in registry)) {
    const hint = 'add "instance: cri-…", or "edition: personal"';
    list.report(path, { code: 'missing-key', message: `registry ${quotedName(name)} has no "instance"`, hint }, 'key');
  }
  if (!personal && registry.instance !== undefined)
    checkName('instance', registry.instance, [...path, 'instance'], list);
  if (registry.region === '*') {
    if (personal) return;
    const hint = 'write the region of the instance, e.g. cn-hangzhou';
    const message = 'an instance lies in one region; "*" is for Personal Edition only';
    list.report([...path, 'region'], { code: 'bad-region', message, hint });
  } else if (registry.region !== undefined) checkName('region', registry.region, [...path, 'region'], list);
}

/** Two names for one registry would show the same access twice, under different names. */
export const registriesDiffer: Rule = ({ draft, list }) => {
  const seen = new Map<string, string>();
  for (const [name, registry] of entries<Draft<WrittenRegistry>>(draft.registries)) {
    const id = registry.edition === 'personal' ? registry.region : registry.instance;
    if (id === undefined) continue;
    const first = seen.get(id);
    if (first !== undefined) {
      const message = `registries ${quotedName(first)} and ${quotedName(name)} are the same: ${quotedName(id)}`;
      list.report(['registries', name], { code: 'same-registry', message, hint: 'keep one of the two names' }, 'key');
    }
    seen.set(id, first ?? name);
  }
};
