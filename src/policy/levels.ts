import type { AccessLevel, Registry } from './area.ts';

/** What one access level gives. The single source of truth: compiler, import, docs and lints read it from here. */
export interface LevelDefinition {
  /** on the area itself */
  readonly area: readonly string[];
  /** on the namespace of the area, in addition */
  readonly namespace: readonly string[];
  /** may the level be combined with `create: true`? Creating by pushing needs a level that pushes. */
  readonly mayCreate: boolean;
}

const READ = ['cr:Get*', 'cr:List*'];

/**
 * Why these actions: `pull` is what the vendor's read-only system policy holds and what its "read access to a namespace" sample
 * grants. A push asks the registry for the scope `pull,push`, so `push` includes `pull`. `full` and its reading of the
 * namespace are the vendor's "full access to a single repository" sample.
 */
export const ACCESS_LEVELS: Readonly<Record<AccessLevel, LevelDefinition>> = {
  pull: { area: [...READ, 'cr:PullRepository'], namespace: [], mayCreate: false },
  push: { area: [...READ, 'cr:PullRepository', 'cr:PushRepository'], namespace: [], mayCreate: true },
  full: { area: ['cr:*'], namespace: READ, mayCreate: true },
};

/** Authorised on `*` only (API page of GetAuthorizationToken): a narrower resource would never match. */
export const LOGIN_ACTIONS: readonly string[] = ['cr:GetAuthorizationToken'];

/** Checked at the namespace (API page of CreateRepository); Personal Edition samples list it on the repositories. */
export const CREATE_ACTIONS: readonly string[] = ['cr:CreateRepository'];

/** Where an action of the console has to be granted; a request on `*` is matched by the resource `*` only. */
export type ConsoleTarget = 'everything' | 'instance' | 'repositories';

export interface ConsoleActions {
  readonly target: ConsoleTarget;
  readonly actions: readonly string[];
}

/**
 * What listing namespaces and repositories in the console takes.
 *
 * Personal Edition: the console statement of the vendor's RAM page, as it is.
 * Enterprise Edition: the vendor's sample grants `cr:ListInstance*` and `cr:GetInstance*` on `*` and `cr:List*` on the instance's
 * repositories. The API pages say where each action is checked, so it is narrowed: ListInstance and ListNamespace on `*`
 * (there is no other way), reading this instance and its endpoints on `instance/<id>`, ListRepository on `repository/<id>/<ns>/*`.
 * `cr:ListSignature*` of the sample is left out: it lists neither namespaces nor repositories.
 */
export const CONSOLE_ACTIONS: Readonly<Record<Registry['edition'], readonly ConsoleActions[]>> = {
  personal: [{ target: 'everything', actions: ['cr:ListNamespace', 'cr:ListRepository'] }],
  enterprise: [
    { target: 'everything', actions: ['cr:ListInstance', 'cr:ListNamespace'] },
    { target: 'instance', actions: ['cr:GetInstance*', 'cr:ListInstance*'] },
    { target: 'repositories', actions: ['cr:ListRepository'] },
  ],
};
