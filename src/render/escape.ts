/**
 * One escaping function per medium. Everything that comes from a file, a pull request or the cloud is hostile text
 * wherever it is shown, and goes through one of these.
 */

/**
 * Characters that a reader cannot see or that change how the rest reads: C0 and C1 controls, soft hyphen, invisible
 * and bidi format characters, line separators, variation selectors, tags, lone surrogates, private use, noncharacters.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|\p{Default_Ignorable_Code_Point}/gu;

/** Nearly all names; looking for what cannot be seen costs ten times as much. */
const ASCII = /^[ -~]*$/;

/** `\u{202E}` instead of a character that cannot be seen; the rest stays as it is. */
export const visible = (text: string): string =>
  ASCII.test(text)
    ? text
    : text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`);

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

/**
 * JSON that is safe to print in a job and to look at. What cannot be seen and `##[` only occur inside of strings, where an
 * escape means the same; the line breaks are those of the indentation.
 */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(INVISIBLE, jsonEscape).replaceAll('##[', '#\\u0023[');

const jsonEscape = (character: string): string =>
  character === '\n'
    ? character
    : character.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Text as a Markdown code span: nothing inside is read as Markdown, mention, link or HTML. The fence is longer than any
 * run of backticks inside.
 */
export function codeSpan(text: string): string {
  const content = visible(text);
  if (content === '') return '';
  if (!/^ |`| $/.test(content)) return `\`${content}\``;
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  // One blank on either side is taken away when the span has both and is not all blanks (CommonMark, "Code spans").
  const pad = /^`|`$|^ .*[^ ].* $/.test(content) ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/**
 * A row of a Markdown table. A table is cut into cells before code spans are read, so a pipe in a cell has to be escaped
 * even there; elsewhere the backslash would be shown (GFM, "Tables"). Parsers do not agree on whether a backslash in front
 * escapes that escape (cmark-gfm: no, micromark: yes), so it is written as what cannot be seen is.
 */
export const tableRow = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll(/(\\*)\|/g, escapedPipe)).join(' | ')} |`;

const escapedPipe = (_: string, backslashes: string): string => `${'\\u{5C}'.repeat(backslashes.length)}\\|`;

/**
 * A sentence of ours with foreign words in it, as Markdown. Plain words stay prose; every other word (a name, a path,
 * anything with a sign or a digit among letters) becomes a code span, because nothing else stops GitHub: mentions, issue
 * and commit links are made on the rendered text, where entities and backslashes are gone (html-pipeline, cmark-gfm).
 */
export const prose = (text: string): string => visible(text).split(' ').map(proseWord).join(' ');

function proseWord(word: string): string {
  const [, opening = '', core = '', closing = ''] = /^([("„]*)(.*?)([)".,;:!?…]*)$/u.exec(word) ?? [];
  const quoted = /^`(.+)`$/.exec(core)?.[1];
  if (quoted === undefined && PLAIN_WORD.test(core)) return `${opening}${core}${closing}`;
  return `${opening}${codeSpan(quoted ?? core)}${closing}`;
}

/**
 * A word of a language, joined by at most one hyphen or apostrophe, a number, a percent sign or a dash; or nothing.
 * Seven letters from a to f could be a commit.
 */
const PLAIN_WORD = /^(?!.*[a-f]{7})(?:[a-z]+(?:[-’'][a-z]+)?|\d{1,6}|%|–|)$/i;

/** A path for the title of an issue, where there is no code span: what is not of a plain path is left out, and so is the front of a long one. */
export const cleanPath = (path: string): string => {
  const clean = path.replaceAll(/[^\w./-]/g, '_');
  return clean.length > LONGEST_IN_TITLE ? `…${clean.slice(-LONGEST_IN_TITLE)}` : clean;
};

/** With it a title stays below the 256 characters that GitHub takes. */
const LONGEST_IN_TITLE = 120;

export const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');
