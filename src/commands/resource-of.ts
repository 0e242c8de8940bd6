import { AcrAccessError } from '../errors.ts';
import type { RegistryArea } from '../policy/area.ts';
import { kindsOf, type ResourceKind } from '../policy/catalogue.ts';

/** Kinds of resource that an area can stand for, the closest first: a repository also for what holds it. */
const INSTANCE: readonly ResourceKind[] = ['instance', 'repo-inst', 'star', 'chart-inst'];
const NAMESPACE: readonly ResourceKind[] = ['ns', 'ns-list', 'star', 'chart-ns', 'chart-ns-list', ...INSTANCE];
const REPOSITORY: readonly ResourceKind[] = ['repo', 'ns', 'ns-list', 'star', 'chart-repo', ...NAMESPACE];
const PERSONAL: readonly ResourceKind[] = ['star', 'ns', 'ns-list', 'repo'];

/**
 * The one resource on which an action is authorised in an area.
 *
 * @throws AcrAccessError `usage` when the area stands for many: `*` would be asked as a literal character
 */
export function resourceOf(action: string, { registry, pattern }: RegistryArea, account: string): string {
  const kinds = kindsOf(action).filter((kind) => registry.edition === 'enterprise' || PERSONAL.includes(kind));
  const level = pattern === '*' ? INSTANCE : pattern.includes('/') ? REPOSITORY : NAMESPACE;
  const kind = level.find((candidate) => kinds.includes(candidate));
  const name = kind === undefined ? '' : nameIn(kind, pattern);
  const isOne = kind === 'star' || !/[*?]/.test(name + registry.region);
  if (kind === undefined || !isOne) {
    throw new AcrAccessError('usage', `${action} is not asked of ${registry.name}:${pattern} as a whole`, {
      hint: `Name one ${kinds.includes('repo') || kinds.includes('chart-repo') ? 'repository, such as prod:release/api' : 'namespace, such as prod:release'}, or ask for a verb, such as pull.`,
    });
  }
  if (kind === 'star') return '*';
  const type = kind === 'instance' ? 'instance' : kind.startsWith('chart') ? 'chart' : 'repository';
  const instance = registry.edition === 'enterprise' ? [registry.instance] : [];
  const rest = kind === 'chart-ns-list' ? ['*'] : name === '' ? [] : kind === 'ns-list' ? [name, '*'] : [name];
  return `acs:cr:${registry.region}:${account}:${[type, ...instance, ...rest].join('/')}`;
}

function nameIn(kind: ResourceKind, pattern: string): string {
  if (kind === 'repo' || kind === 'chart-repo') return pattern;
  return ['ns', 'ns-list', 'chart-ns'].includes(kind) ? pattern.split('/')[0]! : '';
}
