import type { SourcePosition } from '../config/types.ts';
import type {
  AttachmentResource,
  FoundPolicyResource,
  GroupResource,
  MembershipResource,
  PolicyResource,
  ResourceKey,
  UserResource,
} from '../state/types.ts';

export type Action = 'create' | 'update' | 'delete';

/**
 * One step from current to desired.
 *
 * | action | before            | after            | people read it as            |
 * |--------|-------------------|------------------|------------------------------|
 * | create | null              | what will be     | create, attach, add          |
 * | update | what is           | what will be     | new version, new description |
 * | delete | what is           | null             | delete, detach, remove       |
 *
 * A resource that stays as it is has no change. `reason` and `source` are for people, `replacedBy` is for the order: they
 * are not in the digest.
 */
export type Change = {
  readonly key: ResourceKey;
  readonly reason: string;
  readonly source: SourcePosition | null;
  /** policies that take the place of a hand-made one which is detached: they must be as the file wants them first */
  readonly replacedBy?: readonly ResourceKey[];
} & (
  | KindOfChange<'policy', FoundPolicyResource, PolicyResource>
  | KindOfChange<'user', UserResource, UserResource>
  | KindOfChange<'group', GroupResource, GroupResource>
  | KindOfChange<'membership', MembershipResource, MembershipResource>
  | KindOfChange<'attachment', AttachmentResource, AttachmentResource>
);

type KindOfChange<Kind extends string, Found, Wanted> =
  | { readonly kind: Kind; readonly action: 'create'; readonly before: null; readonly after: Wanted }
  | { readonly kind: Kind; readonly action: 'update'; readonly before: Found; readonly after: Wanted }
  | { readonly kind: Kind; readonly action: 'delete'; readonly before: Found; readonly after: null };

export type Severity = 'error' | 'critical' | 'high' | 'medium' | 'low' | 'info';

/** A judgement on a file or a plan. */
export interface Finding {
  /** stable, e.g. `LIM01`; documented in docs/findings.md */
  readonly id: string;
  readonly severity: Severity;
  /** one sentence: what is so */
  readonly message: string;
  /** one sentence: what to do */
  readonly remedy: string;
  /** what it is about: a resource key or `grant/NAME`, `settings/limits` */
  readonly key: string;
  readonly source: SourcePosition | null;
  /** true when this plan brings it in, false when it was so before */
  readonly introduced: boolean;
  /** true: apply refuses (exit 3) */
  readonly blocking: boolean;
}

/** Something that was read and is left alone, with the reason. */
export interface Untouched {
  readonly key: ResourceKey;
  readonly reason: string;
}

export interface QuotaUse {
  readonly used: number;
  readonly after: number;
  readonly limit: number;
}

export interface Plan {
  readonly account: string;
  /** path of the file, as given */
  readonly config: string;
  /** `owner/repo:path`, the owner tag of everything that the file manages */
  readonly owner: string;
  readonly digest: string;
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  readonly untouched: readonly Untouched[];
  readonly quotas: Readonly<Record<string, QuotaUse>>;
  /** seconds that apply needs at least under the service's rate limits */
  readonly applySecondsAtLeast: number;
}

export const isBlocked = (plan: Plan): boolean => plan.findings.some((finding) => finding.blocking);
