import type { AssessedPlan } from '../plan/assess.ts';
import { plural } from '../plan/plural.ts';
import { isBlocked, type Plan } from '../plan/types.ts';
import { accessParts, shadowFold, silentBlock } from './access-markdown.ts';
import { gainsSentence } from './access-words.ts';
import { changesFold } from './changes-markdown.ts';
import { NO_CHANGES, REFUSED_WITHOUT_CHANGES } from './counts.ts';
import { codeSpan, prose } from './escape.ts';
import { findingsBlock, isWeakening } from './findings-markdown.ts';
import { type Fit, type Fold, fitToSize, type Part } from './fit.ts';

/** True when there is nothing to review: no change, nothing that is refused, no setting that is weakened. */
export const isNoChange = (plan: Plan): boolean =>
  plan.changes.length === 0 && !isBlocked(plan) && !plan.findings.some(isWeakening);

/** `2 gain access, 1 loses access, 1 blocked`: words and digits of ours alone. */
export function planSentence(plan: AssessedPlan): string {
  const blocked = plan.findings.filter(({ blocking }) => blocking).length;
  const weakened = plan.findings.filter(isWeakening).length;
  const nobody =
    plan.changes.length > 0 ? 'nobody gains or loses access' : blocked > 0 ? REFUSED_WITHOUT_CHANGES : NO_CHANGES;
  const parts = [
    gainsSentence(plan.report) || nobody,
    blocked > 0 ? `${blocked} blocked` : '',
    weakened > 0 ? `${plural(weakened, 'setting')} weakened` : '',
  ];
  return capitalised(parts.filter(Boolean).join(', '));
}

const capitalised = (sentence: string): string => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;

export const headline = (config: string, sentence: string): string => `### ${codeSpan(config)}: ${sentence}`;

/** The plan for any place that has a size. */
export const planDocument = (plan: AssessedPlan, where: Fit, footer: string): string =>
  fitToSize([headline(plan.config, planSentence(plan)), ...planParts(plan), footer], where);

/** Everything that a reviewer has to know, in the order in which it matters. */
export function planParts(plan: AssessedPlan): readonly Part[] {
  const { report, changes, config } = plan;
  return [...judgementParts(plan), ...accessParts(report, config), silentBlock(report, changes), ...restParts(plan)];
}

/** What stops the plan, and settings that the change weakens: before anything else. */
export function judgementParts(plan: Plan): readonly Part[] {
  const blocking = plan.findings.filter((finding) => finding.blocking);
  const weakened = plan.findings.filter((finding) => isWeakening(finding) && !finding.blocking);
  return [
    blocking.length > 0 ? '#### Refused until this is solved' : '',
    findingsBlock('blocking', blocking, plan),
    ...(weakened.length > 0 ? [JUDGED_WITH_BASE] : []),
    findingsBlock('weakened', weakened, plan),
  ];
}

const JUDGED_WITH_BASE =
  '#### Judged with the settings of the base branch\n\nThis change also weakens settings, which is a change of its own: they take effect from the next change on.';

/** What is opened by those who want to know more. */
function restParts(plan: AssessedPlan): readonly Part[] {
  const { report, changes, config } = plan;
  return [
    changesFold(changes, config, `${plural(changes.length, 'change')} to RAM`),
    ...findingFolds(plan),
    shadowFold(report, config),
    untouchedFold(plan),
  ];
}

/** Findings that neither block nor weaken: what the change brings in, then what was so before. */
export function findingFolds(plan: Plan): readonly Fold[] {
  const notes = plan.findings.filter((finding) => !finding.blocking && !isWeakening(finding));
  const introduced = notes.filter((finding) => finding.introduced);
  const standing = notes.filter((finding) => !finding.introduced);
  const fold = (summary: string, name: string, findings: typeof notes): Fold => {
    return { summary, inside: [findingsBlock(name, findings, plan)] };
  };
  return [
    fold(`${plural(introduced.length, 'thing')} worth knowing`, 'introduced', introduced),
    fold(
      `${plural(standing.length, 'thing')} worth knowing that ${standing.length === 1 ? 'was' : 'were'} so before`,
      'standing',
      standing,
    ),
  ];
}

export function untouchedFold({ untouched }: Plan): Fold {
  const rows = untouched.map(({ key, reason }) => {
    return { counts: 1, text: () => `- ${codeSpan(key)}: ${prose(reason)}` };
  });
  const list = { name: 'untouched', one: 'resource', many: 'resources', rows };
  return { summary: `${plural(rows.length, 'resource')} left alone`, inside: [{ open: '', lists: [list], close: '' }] };
}
