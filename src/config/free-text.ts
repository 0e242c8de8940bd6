import type { Problem } from './issue-list.ts';
import { codePointName } from './visible-text.ts';

/**
 * Characters that do not show: controls, line and paragraph separators, bidi controls, zero-width blanks, tags (a way to
 * hide text), half surrogate pairs. Joiners (U+200C, U+200D) stay: emoji and several scripts need them.
 */
const HIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/**
 * What is wrong with text that ends up in RAM and in a review, or `undefined`. Any printable text is fine; `shortest` and
 * `longest` are RAM's limits in characters.
 */
export function freeTextProblem(text: string, what: string, shortest: number, longest: number): Problem | undefined {
  const hidden = HIDDEN.exec(text)?.[0];
  if (hidden === '\n' || hidden === '\r') {
    const hint = 'write it on one line, or start it with ">-", which joins the lines with blanks';
    return { code: 'control-character', message: `${what} holds a line break`, hint };
  }
  if (hidden !== undefined) {
    const message = `${what} holds the character ${codePointName(hidden)}, which cannot be seen`;
    return { code: 'hidden-character', message, hint: 'remove the character' };
  }
  if (text.includes('<!--')) {
    const hint = 'remove it; comments of the tool start with it';
    return { code: 'html-comment', message: `${what} holds "<!--"`, hint };
  }
  const length = Array.from(text).length;
  if (length < shortest)
    return { code: 'text-length', message: `${what} is empty`, hint: 'write a text or remove the key' };
  if (length > longest) {
    const message = `${what} has ${length} characters, more than ${longest}`;
    return { code: 'text-length', message, hint: 'shorten it' };
  }
  return undefined;
}
