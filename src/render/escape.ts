/**
 * One escaping function per medium. Everything that comes from a file, a pull request or the cloud is hostile text
 * wherever it is shown, and goes through one of these.
 */

/**
 * Characters that a reader cannot see or that change how the rest reads: C0 and C1 controls, soft hyphen, invisible
 * and bidi format characters, line separators, variation selectors, tags, lone surrogates, private use, noncharacters.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|\p{Default_Ignorable_Code_Point}/gu;

/** `\u{202E}` instead of a character that cannot be seen; the rest stays as it is. */
export const visible = (text: string): string =>
  text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`);

/**
 * One line for a log. The runner reads `::command::` at the start of a line, blanks before it included, and
 * `##[command]` anywhere in a line, on both streams.
 */
export function logLine(text: string): string {
  const line = visible(text).replaceAll('##[', '#\\u{23}[');
  return /^\s*::/.test(line) ? line.replace('::', ':\\u{3A}') : line;
}

/** Lines for a log: real line breaks stay, everything else is escaped line by line. */
export const logText = (text: string): string => text.split('\n').map(logLine).join('\n');

/** JSON that is safe to print in a job: `##[` only occurs inside strings, where `\u0023` means the same. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replaceAll('##[', '#\\u0023[');

/**
 * Text as a Markdown code span: nothing inside is read as Markdown, mention, link or HTML. The fence is longer than any
 * run of backticks inside, and a pipe is escaped because a table reads cells before it reads code spans.
 */
export function codeSpan(text: string): string {
  const content = visible(text).replaceAll('|', '\\|');
  if (content === '') return '';
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = content.startsWith('`') || content.endsWith('`') || content.trim() === '' ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/**
 * Text as Markdown prose: every character that Markdown, GitHub's references or HTML could read is written as a
 * numeric entity, so it is shown and never acts. `@` and `#` would mention and link, `/` after an issue's owner too.
 */
export const prose = (text: string): string =>
  visible(text).replace(/[\\`*_{}[\]()<>#+\-.!|~@&:/'"$^=]/g, (character) => `&#${character.codePointAt(0)};`);
