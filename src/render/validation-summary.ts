import type { ConfigIssue } from '../config/types.ts';
import { plural } from '../plan/plural.ts';
import type { Finding } from '../plan/types.ts';
import { codeSpan, prose } from './escape.ts';
import { at } from './markdown-parts.ts';

/** What can be said of a file without the account, for the job summary. */
export interface Validation {
  readonly file: string;
  readonly issues: readonly ConfigIssue[];
  readonly findings: readonly Finding[];
  /** why there is no plan; undefined when none was asked for */
  readonly because: string | undefined;
}

/** More are only counted: a reader corrects some and runs again. */
const MAX_LINES = 200;

/** A file that was checked and not planned, as Markdown for the job summary. */
export function validationSummary({ file, issues, findings, because }: Validation): string {
  const verdict = issues.length > 0 ? plural(issues.length, 'problem') : 'valid';
  const lines = [
    ...issues.map(({ line, message, hint }) =>
      [`- line ${line}: ${prose(message)}`, hint === undefined ? '' : prose(hint)].filter(Boolean).join('<br>'),
    ),
    ...findings.map(
      ({ id, message, remedy, source }) => `- **${id}** ${prose(message)}${at(source)}<br>${prose(remedy)}`,
    ),
  ];
  const more = lines.length > MAX_LINES ? `- and ${lines.length - MAX_LINES} more` : '';
  const missing =
    because === undefined
      ? ''
      : `**No plan was made**: ${prose(because)}. A maintainer has to plan this change: nobody knows yet who gains or loses access by it.`;
  const parts = [
    `### ${codeSpan(file)}: ${verdict}`,
    missing,
    [...lines.slice(0, MAX_LINES), more].filter(Boolean).join('\n'),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
