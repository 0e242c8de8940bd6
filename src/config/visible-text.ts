/** Text of a hostile file, made safe to print on a terminal, in a log and in a review. */

/** Controls, format characters (bidi, zero-width, tags), line separators, lone surrogates, private use and unassigned. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;
const UNPRINTABLE_OR_NOT_ASCII = /[^\x20-\x7e]/gu;

const codePointEscape = (char: string): string => `\\u{${char.codePointAt(0)?.toString(16).toUpperCase() ?? ''}}`;

/** `text` with every character that does not show as itself written as `\u{…}`; ordinary letters of any script stay. */
export const visibleText = (text: string): string => text.replace(UNPRINTABLE, codePointEscape);

/** `U+202E`, as Unicode names a character. */
export const codePointName = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

const MAX_QUOTED = 80;

/**
 * Text of the file in double quotes, for a message: unprintable characters escaped, inner quotes escaped, cut at 80
 * characters. Two texts that differ print differently unless they were cut.
 */
export function quoted(text: string): string {
  const chars = Array.from(text.slice(0, 2 * MAX_QUOTED + 2));
  const cut = chars.length > MAX_QUOTED ? `${chars.slice(0, MAX_QUOTED).join('')}…` : text;
  return `"${visibleText(cut.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}"`;
}

/** As `quoted`, but for identifiers, which are ASCII: look-alike letters are shown as `\u{…}` too. */
export const quotedName = (text: string): string => quoted(text).replace(UNPRINTABLE_OR_NOT_ASCII, asciiOrEllipsis);

const asciiOrEllipsis = (char: string): string => (char === '…' ? char : codePointEscape(char));
