import type { SourcePosition } from '../../config/types.ts';
import type { ResourceKind } from '../../policy/catalogue.ts';
import type { Principal } from '../../policy/principal.ts';
import type { Verb } from '../../policy/verbs.ts';

/** Part of the registries, in the file's names: `prod:juzhong/*`, `prod` for the instance itself, `*` for what has no registry. */
export interface NamedArea {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Requests that a principal may make on one side of a change and not on the other. */
export interface AccessRow {
  /** may be empty: then `actions` are reads and other calls that no verb stands for */
  readonly verbs: readonly Verb[];
  readonly actions: readonly string[];
  /** what the requests are about */
  readonly kind: ResourceKind;
  readonly area: NamedArea;
  readonly certainty: 'certain' | 'conditional' | 'unknown';
  /** one request that shows it; null when the work limit was reached before one was found */
  readonly witness: {
    readonly action: string;
    readonly resource: string;
    readonly context?: Readonly<Record<string, string>>;
  } | null;
  /** repositories that exist now in the area; null = not countable */
  readonly existing: { readonly count: number; readonly sample: readonly string[] } | null;
  /** the way from the principal: `['group:frontend', 'policy/acr-access-juzhong-read']` */
  readonly via: readonly string[];
  /** under which conditions, as alternatives; null = in every context */
  readonly when: readonly string[] | null;
  /** why it is unknown */
  readonly why: readonly string[];
  /** what the plan does that makes the difference; null = not told apart */
  readonly cause: Cause | null;
  /** the line that says so: of the change, else of the grant */
  readonly source: SourcePosition | null;
}

/**
 * | cause           | gained by                               | lost by                                 |
 * |-----------------|-----------------------------------------|-----------------------------------------|
 * | `attached`      | an Allow that is attached               | a Deny that is attached                 |
 * | `detached`      | a Deny that is detached                 | an Allow that is detached               |
 * | `joined`/`left` | becoming or being a member of the group | the same                                |
 * | `rewritten`     | a policy's new text                     | the same                                |
 * | `deleted`       |                                         | the user's end                          |
 */
export type Cause = 'attached' | 'detached' | 'joined' | 'left' | 'rewritten' | 'deleted';

export interface PrincipalAccess {
  readonly principal: Principal;
  readonly relation: 'equivalent' | 'more' | 'less' | 'incomparable';
  readonly certainty: 'certain' | 'conditional' | 'unknown';
  readonly gained: readonly AccessRow[];
  readonly lost: readonly AccessRow[];
}

/** Access that does not come from the file. */
export interface ShadowAccess {
  readonly principal: Principal;
  readonly verbs: readonly Verb[];
  readonly area: NamedArea;
  readonly certainty: 'certain' | 'conditional' | 'unknown';
  readonly via: readonly string[];
  /** under which conditions, as alternatives; null = in every context */
  readonly when: readonly string[] | null;
}

/** A change that takes or rewrites something and leaves everybody's access to images as it is. */
export interface SilentChange {
  readonly key: string;
  readonly kind: 'access-identical' | 'revokes-nothing';
  readonly principal: Principal | null;
  /** why `revokes-nothing`: it had come to its end, other policies give the same, or it gave no access to images */
  readonly because: 'ended' | 'still-granted' | 'no-access' | null;
  /** what still grants it */
  readonly still: readonly string[];
}

export interface AccessReport {
  /** users and roles whose access differs; and groups for members that were not read */
  readonly access: readonly PrincipalAccess[];
  readonly shadow: readonly ShadowAccess[];
  readonly silent: readonly SilentChange[];
  /** users and roles, no groups */
  readonly gains: number;
  readonly losses: number;
}
