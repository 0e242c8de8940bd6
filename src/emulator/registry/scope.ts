import type { RegistryName } from './passwords.ts';

/** One `scope` of a token request, e.g. `repository:release/api:pull,push`. */
export interface Scope {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** Scopes are repeated parameters, or stand in one with blanks between them. What is no scope asks for nothing. */
export function parseScopes(texts: readonly string[]): Scope[] {
  return texts
    .flatMap((text) => text.split(' '))
    .flatMap((text) => {
      // A name may hold colons, as `localhost:5000/app` does: the outer ones separate.
      const [, type = '', name = '', actions = ''] = /^([^:]+):(.+):([^:]*)$/.exec(text) ?? [];
      return type === '' ? [] : [{ type, name, actions: [...new Set(actions.split(','))] }];
    });
}

/** A repository as it is written in a scope, in parts; everything after the first `/` is the repository's name. */
export interface ScopedRepository {
  readonly namespace: string;
  readonly repository: string;
}

export function repositoryOf({ type, name }: Scope): ScopedRepository | undefined {
  const [, namespace, repository] = /^([^/]+)\/(.+)$/.exec(name) ?? [];
  if (type !== 'repository' || namespace === undefined || repository === undefined) return undefined;
  return { namespace, repository };
}

/** `service` of a registry's challenge and of its tokens. The number of the Personal Edition is the one most often seen. */
export const serviceOf = (registry: RegistryName, region: string): string =>
  'instance' in registry
    ? `registry.aliyuncs.com:${region}:china:${registry.instance}`
    : `registry.aliyuncs.com:${region}:26842`;
