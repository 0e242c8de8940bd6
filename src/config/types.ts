import type { AccessLevel, Area, Registry } from '../policy/area.ts';
import type { Statement } from '../policy/document.ts';
import type { PolicyName, Principal, Scope } from '../policy/principal.ts';
import type { Verb } from '../policy/verbs.ts';

/** Where in a file something stands: 1-based line and column. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a file. All of a file's issues are reported together. */
export interface ConfigIssue {
  /** stable and kebab-case, e.g. `unknown-key` */
  readonly code: string;
  /** one sentence without a final full stop; text from the file is quoted and escaped */
  readonly message: string;
  /** what to do, one sentence; e.g. `did you mean "grants"?` */
  readonly hint?: string;
  /** path in the file, e.g. `grants.nginx-admin.can` */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** the line of the file and a caret under the column, ready to print; two lines */
  readonly excerpt: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly ConfigIssue[] }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** What a grant gives: a level on areas, a system policy, or raw statements. */
export type GrantedAccess =
  | { readonly kind: 'level'; readonly can: AccessLevel; readonly on: readonly Area[] }
  | { readonly kind: 'system-policy'; readonly policy: PolicyName }
  | { readonly kind: 'statements'; readonly statements: readonly Statement[] };

export interface Grant {
  readonly name: string;
  readonly reason: string | undefined;
  readonly access: GrantedAccess;
  readonly to: readonly Principal[];
  /** hand-made custom policies whose attachments to `to` in `scope` the grant takes the place of */
  readonly replaces: readonly PolicyName[];
  readonly scope: Scope;
  /** also list namespaces and repositories in the console */
  readonly console: boolean;
  /** may create repositories by pushing to them */
  readonly create: boolean;
  /** `undefined`: the edition's default (on for Enterprise Edition, off for Personal Edition) */
  readonly login: boolean | undefined;
  /** exclusive end as an ISO 8601 UTC instant, e.g. `2026-12-31T00:00:00Z` */
  readonly until: string | undefined;
  readonly source: SourcePosition;
}

export interface DeclaredUser {
  readonly name: string;
  /** `undefined`: not managed; '' clears */
  readonly displayName: string | undefined;
  readonly comments: string | undefined;
  readonly state: 'present' | 'absent';
  readonly source: SourcePosition;
}

export interface DeclaredGroup {
  readonly name: string;
  readonly comments: string | undefined;
  /** `undefined`: membership not managed; empty: the group must be empty */
  readonly members: readonly string[] | undefined;
  readonly source: SourcePosition;
}

interface GuardrailBase {
  readonly id: string;
  readonly on: readonly Area[];
  readonly source: SourcePosition;
}
export type Guardrail =
  /** nobody but these may do `can` on `on` */
  | (GuardrailBase & {
      readonly kind: 'only';
      readonly only: readonly Principal[];
      readonly can: readonly (Verb | 'full')[];
    })
  /** these must be able to do `can` on `on` */
  | (GuardrailBase & {
      readonly kind: 'keep';
      readonly keep: readonly Principal[];
      readonly can: readonly (Verb | 'full')[];
    })
  /** nobody may gain these verbs on `on` by a change */
  | (GuardrailBase & { readonly kind: 'no-new'; readonly can: readonly (Verb | 'full')[] })
  /** no principal may hold all of these verbs on `on` */
  | (GuardrailBase & { readonly kind: 'separate'; readonly can: readonly (Verb | 'full')[] });

export interface Expectation {
  readonly who: Principal;
  readonly can: Verb | 'full';
  readonly on: Area;
  readonly allowed: boolean;
  readonly source: SourcePosition;
}

export interface Exception {
  readonly id: string;
  /** key of what the finding is about, e.g. `grant/nginx-admin` */
  readonly on: string;
  readonly reason: string;
  /** exclusive end, ISO 8601 UTC */
  readonly until: string;
  readonly source: SourcePosition;
}

export interface Settings {
  readonly prefix: string;
  /** `undefined`: where the file lives (GITHUB_REPOSITORY, git remote origin, account id) */
  readonly owner: string | undefined;
  readonly systemPolicies: 'enforce' | 'report';
  readonly ignore: readonly string[];
  readonly protect: readonly string[];
  readonly limits: { readonly removals: number; readonly removalPercent: number };
}

/** The file after defaults: what every later step reads. Absent sections are `undefined` (= not managed). */
export interface AccessConfig {
  readonly file: string;
  readonly account: string;
  readonly registries: readonly Registry[];
  readonly users: readonly DeclaredUser[] | undefined;
  readonly groups: readonly DeclaredGroup[] | undefined;
  readonly grants: readonly Grant[] | undefined;
  readonly guardrails: readonly Guardrail[];
  readonly expect: readonly Expectation[];
  readonly exceptions: readonly Exception[];
  readonly settings: Settings;
}
