import { visibleText } from '../config/visible-text.ts';
import { type DocumentProblem, documentProblems } from '../policy/parse.ts';
import type { DocumentRule, Hit } from './rule.ts';

const LONGEST = 200;

/** A rule that says what RAM's grammar refuses, as the reader of documents finds it. */
export const syntaxRule = (
  id: string,
  isAbout: (problem: DocumentProblem) => boolean,
  remedy: string,
): DocumentRule => ({
  kind: 'document',
  id,
  severity: 'error',
  remedy,
  check: ({ document }) => documentProblems(document).filter(isAbout).map(hitOf),
});

/** The place and the sentence; a live document may hold any text, of any length. */
function hitOf({ path, message }: DocumentProblem): Hit {
  const text = visibleText(`${path === '' ? 'document' : path}: ${message.replace(/\.$/, '')}`);
  return { message: text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text };
}
