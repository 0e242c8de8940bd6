import type { AccessConfig, Grant, SourcePosition } from '../config/types.ts';
import type { Change, Severity } from '../plan/types.ts';
import type { Account, Attachment } from '../state/types.ts';

/** A policy document that is judged: of a grant of the file, or of a live policy that decides over images. */
export interface LintedDocument {
  /** `grant/NAME` for what the file declares, `policy/NAME` or `policy/System/NAME` for what is live */
  readonly key: string;
  readonly source: SourcePosition | null;
  readonly document: unknown;
  /** the grant it was compiled from, or whose raw statements it is */
  readonly grant: Grant | undefined;
  /** who holds it, with scopes; for a grant: who will */
  readonly attachments: readonly Attachment[];
}

/** An account on one side of a change, with the documents on that side that the rules look at. */
export interface LintSide {
  /** undefined when only the file is known: then rules that need an account say nothing */
  readonly account: Account | undefined;
  readonly documents: readonly LintedDocument[];
}

export interface LintContext extends LintSide {
  readonly config: AccessConfig;
  readonly changes: readonly Change[];
  readonly now: Date;
}

/** What a rule found: the sentence, and what it is about when that is not the document itself. */
export interface Hit {
  readonly message: string;
  readonly key?: string;
  readonly source?: SourcePosition | null;
  /** when it is another one than the rule's */
  readonly severity?: Severity;
}

interface RuleBase {
  /** e.g. `ARN04`; documented in docs/lints.md */
  readonly id: string;
  readonly severity: Severity;
  /** one sentence on what to do */
  readonly remedy: string;
}

/** Judges one document at a time. */
export interface DocumentRule extends RuleBase {
  readonly kind: 'document';
  /** also judges System policies: they cannot be edited, so only rules about giving them to somebody should */
  readonly judgesSystemPolicies?: true;
  readonly check: (document: LintedDocument, context: LintContext) => readonly Hit[];
}

/** Judges the whole: principals, attachments, the file. */
export interface AccountRule extends RuleBase {
  readonly kind: 'account';
  readonly check: (context: LintContext) => readonly Hit[];
}

export type LintRule = DocumentRule | AccountRule;

/** E (here `error`), critical: blocking by default. */
export const blocksByDefault = (severity: Severity): boolean => severity === 'error' || severity === 'critical';
