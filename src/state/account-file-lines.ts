import { issueList } from '../config/issue-list.ts';
import { checkJsonText } from '../config/json-scan.ts';
import { sourceText } from '../config/source-text.ts';

/**
 * The form in which `snapshot` writes an account file: YAML with one entry a line, each entry in JSON. Differences of
 * two snapshots are readable, and the file can be read back twenty times faster than with a YAML parser:
 * ```
 * formatVersion: 1
 * users:
 *   - { "name": "alice" }
 * groups: []
 * ```
 */
export function writeLines(sections: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(sections).map(([key, value]) =>
    Array.isArray(value) && value.length > 0
      ? [`${key}:`, ...value.map((entry) => `  - ${jsonLine(entry)}`)].join('\n')
      : `${key}: ${jsonLine(value)}`,
  );
  return `${lines.join('\n')}\n`;
}

/**
 * Characters that do not show, or that YAML does not allow, are escaped, and so is what the runner of a job takes for a
 * command: a file of live names is safe to print.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

const jsonLine = (value: unknown): string =>
  JSON.stringify(value, null, 1)
    .replace(/\n */g, ' ')
    .replace(HIDDEN, (char) =>
      Array.from(
        { length: char.length },
        (_, unit) => `\\u${char.charCodeAt(unit).toString(16).padStart(4, '0')}`,
      ).join(''),
    )
    .replaceAll('##[', '#\\u0023[');

/**
 * Reads what `writeLines` writes; `undefined` for any other text, which then takes the way through the YAML parser. A
 * text that both understand gives the same value in both.
 */
export function readLines(text: string, depth: number): Readonly<Record<string, unknown>> | undefined {
  const sections: Record<string, unknown> = {};
  let open: unknown[] | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const entry = /^ {2}- (?=[{"])/.exec(line)?.[0].length;
    const [, key, rest] = /^([A-Za-z]+):(?: (\S.*))?$/.exec(entry === undefined ? line : '') ?? [];
    if (entry !== undefined && open !== undefined) {
      const value = jsonValue(line.slice(entry), depth);
      if (value === undefined) return undefined;
      open.push(value);
    } else if (key !== undefined && !Object.hasOwn(sections, key) && key !== 'constructor' && open?.length !== 0) {
      open = rest === undefined ? [] : undefined;
      const value = rest === undefined ? open : jsonValue(rest, depth);
      if (value === undefined) return undefined;
      sections[key] = value;
    } else return undefined;
  }
  return open?.length === 0 ? undefined : sections;
}

/** A JSON value without duplicate keys, or `undefined`. */
function jsonValue(text: string, depth: number): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const list = issueList(sourceText('', ''));
    if (typeof value === 'object' && value !== null) checkJsonText(text, depth, list);
    return list.count() === 0 ? value : undefined;
  } catch {
    return undefined;
  }
}
