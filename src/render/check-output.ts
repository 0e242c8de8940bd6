import type { AssessedPlan } from '../plan/assess.ts';
import { plural } from '../plan/plural.ts';
import type { Finding } from '../plan/types.ts';
import { logLine } from './escape.ts';
import { planFacts } from './footer.ts';
import { planDocument, planSentence } from './plan-parts.ts';
import { IN_CHECK } from './sizes.ts';

export interface CheckOutput {
  /** at most 255 characters, words and digits of ours alone */
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly {
    readonly path: string;
    readonly line: number;
    readonly level: 'notice' | 'warning' | 'failure';
    readonly title: string;
    readonly message: string;
  }[];
}

const MOST_ANNOTATIONS = 50;

/** The plan as a check run; the caller decides its conclusion. */
export function checkOutput(plan: AssessedPlan): CheckOutput {
  const telling = plan.findings.filter((finding) => finding.blocking || finding.introduced);
  const placed = telling.filter(({ source }) => source !== null && source.file === plan.config);
  const annotations = placed.slice(0, MOST_ANNOTATIONS).map((finding) => annotation(finding, plan.config));
  const rest = placed.length - annotations.length;
  const footer = [
    rest > 0 ? `${plural(rest, 'more finding')} on lines of the file without an annotation.\n` : '',
    planFacts(plan),
  ];
  return {
    title: planSentence(plan),
    summary: planDocument(plan, IN_CHECK, footer.filter(Boolean).join('\n')),
    annotations,
  };
}

/** Annotations are plain text. */
function annotation(
  { id, severity, message, remedy, source, blocking }: Finding,
  config: string,
): CheckOutput['annotations'][number] {
  return {
    path: config.replace(/^(?:\.\/)+/, ''),
    line: source!.line,
    level: blocking ? 'failure' : severity === 'info' ? 'notice' : 'warning',
    title: logLine(id),
    message: `${logLine(message)}\n${logLine(remedy)}`,
  };
}
