import type { Registry } from '../policy/area.ts';
import type { GrantInput } from '../policy/compile.ts';
import type { PolicyName, PolicyType, Principal, Scope } from '../policy/principal.ts';

/** What a drafted grant gives, as the compiler takes it, or a system policy by its name. */
export type DraftAccess = GrantInput['access'] | { readonly kind: 'system-policy'; readonly policy: PolicyName };

/** One recognised piece of a hand-made policy. */
export interface Part {
  readonly access: GrantInput['access'];
  readonly until: string | undefined;
}

/** A grant that the file is going to hold. */
export interface DraftGrant {
  readonly name: string;
  readonly access: DraftAccess;
  readonly until: string | undefined;
  readonly scope: Scope;
  readonly to: readonly Principal[];
  readonly replaces: readonly PolicyName[];
  readonly reason: string | undefined;
  /** why it is there, one comment line each */
  readonly origins: readonly string[];
}

/** A grant that the file has already, and what is missing in it. */
export interface GrantAddition {
  readonly name: string;
  readonly to: readonly Principal[];
  readonly replaces: readonly PolicyName[];
}

/** A group whose members the file is going to own. */
export interface DraftGroup {
  readonly name: string;
  readonly members: readonly string[];
}

/** Access to registries that the file does not take over, and why. */
export interface LeftAlone {
  readonly policy: PolicyName;
  readonly type: PolicyType;
  readonly principals: readonly Principal[];
  /** follows the policy's name and a colon */
  readonly reason: string;
}

/** Why nothing is written. */
export interface Conflict {
  /** `grant/NAME`, `registry/NAME`, `policy/NAME` */
  readonly key: string;
  readonly message: string;
  readonly remedy: string;
}

/** What an import is going to say, before it is text. */
export interface ImportDraft {
  readonly account: string;
  /** registries that the file does not have yet */
  readonly registries: readonly Registry[];
  /** only when they were asked for */
  readonly groups: readonly DraftGroup[];
  readonly grants: readonly DraftGrant[];
  readonly additions: readonly GrantAddition[];
  readonly leftAlone: readonly LeftAlone[];
  /** instances that policies name and that are in no region that was looked at */
  readonly unfound: readonly string[];
  readonly conflicts: readonly Conflict[];
  /** with `enforce` somebody who is not in the file would lose a system policy; the text says why */
  readonly reportSystemPolicies: string | undefined;
}
