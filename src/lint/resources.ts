import { parseArn } from '../policy/arn.ts';
import type { ResourceKind } from '../policy/catalogue.ts';
import { globsOverlap } from './overlap.ts';
import { hasWildcard } from './statements.ts';

/** A resource pattern of one Enterprise Edition instance: type and instance id are named, the path may hold wildcards. */
export interface InstanceResource {
  readonly region: string;
  readonly type: string;
  readonly instance: string;
  /** what follows `<type>/<instance>/`; `undefined` = the instance itself */
  readonly path: string | undefined;
}

/** `undefined` for Personal Edition, for wildcards in type or instance, and for what is no ARN of Container Registry. */
export function instanceResource(resource: string): InstanceResource | undefined {
  const arn = parseArn(resource);
  if (arn?.instance === undefined || hasWildcard(arn.type) || hasWildcard(arn.instance)) return undefined;
  const { region, type, instance, namespace, repository } = arn;
  const path = namespace === undefined || repository === undefined ? namespace : `${namespace}/${repository}`;
  return { region, type, instance, path };
}

/**
 * The kinds of resource that a pattern of one instance can match; too many rather than too few. Empty: nothing that a
 * request names looks like this.
 */
export function kindsMatchedBy({ type, path }: InstanceResource): readonly ResourceKind[] {
  if (type === 'instance') return path === undefined ? ['instance'] : [];
  if (type !== 'repository' && type !== 'chart') return [];
  const [inst, ns, list, repo] =
    type === 'repository'
      ? (['repo-inst', 'ns', 'ns-list', 'repo'] as const)
      : (['chart-inst', 'chart-ns', 'chart-ns-list', 'chart-repo'] as const);
  if (path === undefined) return [inst];
  const kinds: ResourceKind[] = [];
  if (!path.includes('/')) kinds.push(ns);
  if (path.includes('/') || hasWildcard(path)) kinds.push(repo);
  if (/[*?]$/.test(path)) kinds.push(list);
  return kinds;
}

/** A repository ARN whose wildcard stands where an instance id would: `repository/*`, `repository/*\/juzhong/*`. */
export function spansInstances(resource: string): boolean {
  if (parseArn(resource)?.type !== 'repository') return false;
  const path = resource.split(':').slice(4).join(':').slice('repository/'.length);
  const [first = ''] = path.split('/');
  return hasWildcard(first) && globsOverlap(first, 'cri-*') && globsOverlap(path, 'cri-*/*');
}

/** The part of a repository ARN that names namespace and repository, without the instance. */
export function namePath(resource: string): string | undefined {
  const arn = parseArn(resource);
  if (arn?.type !== 'repository' || arn.namespace === undefined) return undefined;
  return arn.repository === undefined ? arn.namespace : `${arn.namespace}/${arn.repository}`;
}
