import type { ConfigIssue } from './types.ts';
import { visibleText } from './visible-text.ts';

/**
 * A problem of a file as people read it, on a terminal and in a log; the one place that prints config problems in text:
 * ```
 * acr-access.yaml:12:5: unknown key "cna"
 *   12 |     cna: pull
 *      |     ^
 *   hint: did you mean "can"?
 * ```
 */
export function formatIssue(issue: ConfigIssue, file: string): string {
  const place = `${visibleText(file)}:${issue.line}:${issue.column}`;
  const hint = issue.hint === undefined ? '' : `\n  hint: ${issue.hint}`;
  return `${place}: ${issue.message}\n${issue.excerpt}${hint}`;
}
