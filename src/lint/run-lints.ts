import type { AccessConfig } from '../config/types.ts';
import type { Change, Finding } from '../plan/types.ts';
import type { Account } from '../state/types.ts';
import { ALL_RULES } from './all-rules.ts';
import { fileDocuments, liveDocuments } from './documents.ts';
import { applyExceptions } from './exceptions.ts';
import { blocksByDefault, type Hit, type LintContext, type LintedDocument, type LintRule } from './rule.ts';

export interface LintInput {
  readonly config: AccessConfig;
  /** the account as it is; undefined when only the file is known: then everything counts as introduced */
  readonly before: Account | undefined;
  /** the account as the plan leaves it */
  readonly after: Account | undefined;
  readonly changes: readonly Change[];
  readonly now: Date;
  /** value of the owner tag, `owner/repo:path` */
  readonly owner?: string;
}

/**
 * Judges the file and, where it is known, the account that a plan leads to. A finding that was there before is not
 * introduced, and only an introduced one of severity error or critical blocks. Accepted findings are left out.
 */
export function runLints(input: LintInput): readonly Finding[] {
  const { config, before, after, changes, now, owner = '' } = input;
  const shared = { config, changes, now };
  const declared = fileDocuments({ config, now, owner, account: after });
  const live = after === undefined ? [] : liveDocuments(after, config, now).filter(({ grant }) => grant === undefined);
  const found = judge({ ...shared, account: after, documents: [...declared, ...live] }, ALL_RULES);
  const known = new Set(
    before === undefined || found.length === 0
      ? []
      : judge(
          { ...shared, account: before, documents: liveDocuments(before, config, now) },
          ALL_RULES.filter(({ id }) => found.some((finding) => finding.id === id)),
          new Set(found.map(({ key }) => key)),
        ).map(identity),
  );
  const findings = found.map((finding): Finding => {
    const introduced = !known.has(identity(finding));
    return { ...finding, introduced, blocking: introduced && blocksByDefault(finding.severity) };
  });
  return applyExceptions(findings, config.exceptions, { now, judgesAll: after !== undefined });
}

type Judgement = Omit<Finding, 'introduced' | 'blocking'>;

const identity = ({ id, key, message }: Judgement): string => JSON.stringify([id, key, message]);

/**
 * What the rules find on one side, each finding once.
 *
 * @param keys only documents of these are judged, and all are there to be looked at
 */
function judge(context: LintContext, rules: readonly LintRule[], keys?: ReadonlySet<string>): readonly Judgement[] {
  const judgements = new Map<string, Judgement>();
  const add = (rule: LintRule, hits: readonly Hit[], about?: LintedDocument): void => {
    for (const { message, key = about?.key ?? '', source = about?.source ?? null, severity = rule.severity } of hits) {
      const judgement = { id: rule.id, severity, message, remedy: rule.remedy, key, source };
      const name = identity(judgement);
      if (!judgements.has(name)) judgements.set(name, judgement);
    }
  };
  const judged = context.documents.filter(({ key }) => keys === undefined || keys.has(key));
  for (const rule of rules) {
    if (rule.kind === 'account') add(rule, rule.check(context));
    else {
      for (const document of judged) {
        if (rule.judgesSystemPolicies || !isSystem(document)) add(rule, rule.check(document, context), document);
      }
    }
  }
  return [...judgements.values()];
}

const isSystem = ({ grant, attachments }: LintedDocument): boolean =>
  grant?.access.kind === 'system-policy' || attachments[0]?.type === 'System';
