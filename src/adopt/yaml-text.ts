/** YAML as people write it in acr-access.yaml: short lists in one line, quotes only where they are needed. */

export type YamlValue = string | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

const WIDTH = 120;

/** Text that means itself without quotes, in a list in one line too. */
const PLAIN = /^[A-Za-z0-9_/](?:[A-Za-z0-9_./:*?@+-]|(?<![:]) (?=[A-Za-z0-9(])|[,;()](?= |$)){0,200}$/;
const PLAIN_IN_LIST = /^[A-Za-z0-9_/](?:[A-Za-z0-9_./:*?@+-]|(?<![:]) (?=[A-Za-z0-9(])|[()]){0,200}$/;
const PLAIN_KEY = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,200}$/;
/** What YAML reads as something else than text, or might in an older version. */
const OTHER =
  /^(?:true|false|null|yes|no|on|off|y|n|~|[-+]?[0-9._]+(?:e[-+]?[0-9]+)?|0[xo][0-9a-f]+|[0-9]{1,2}(?::[0-9]{2})+|\d{4}-.*)$/i;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/** A text as a scalar; `plain` says which characters need no quotes where it stands. */
function scalar(text: string, plain: RegExp): string {
  if (plain.test(text) && !text.endsWith(':') && !OTHER.test(text)) return text;
  const escaped = (char: string): string =>
    Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
  return JSON.stringify(text).replace(HIDDEN, escaped);
}

/** A key; `on` is one of the file and text in YAML 1.2, so it stays without quotes. */
export const keyText = (key: string): string => (key === 'on' ? key : scalar(key, PLAIN_KEY));

/** A value in one line. */
export function flow(value: YamlValue): string {
  if (typeof value === 'string') return scalar(value, PLAIN_IN_LIST);
  if (typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map(flow).join(', ')}]`;
  const members = Object.entries(value).map(([key, entry]) => `${keyText(key)}: ${flow(entry)}`);
  return `{ ${members.join(', ')} }`;
}

/** `key: value` in as many lines as it takes; the first is indented like the others. */
export function member(key: string, value: YamlValue, indent: number): readonly string[] {
  const margin = ' '.repeat(indent);
  const name = `${margin}${keyText(key)}:`;
  const single = `${name} ${typeof value === 'string' ? scalar(value, PLAIN) : flow(value)}`;
  if (typeof value === 'string' || typeof value === 'boolean' || Object.keys(value).length === 0) return [single];
  const isLong = single.length > WIDTH || (isList(value) && value.some((entry) => typeof entry === 'object'));
  if (!isLong) return [single];
  if (isList(value)) return [name, ...value.flatMap((entry) => listEntry(entry, indent + 2))];
  return [name, ...Object.entries(value).flatMap(([inner, entry]) => member(inner, entry, indent + 2))];
}

/** An entry of a list in lines: in one line when it fits. */
function listEntry(entry: YamlValue, indent: number): readonly string[] {
  const margin = ' '.repeat(indent);
  const single = `${margin}- ${flow(entry)}`;
  if (single.length <= WIDTH || typeof entry !== 'object' || isList(entry)) return [single];
  const [first = '', ...others] = Object.entries(entry).flatMap(([key, value]) => member(key, value, indent + 2));
  return [`${margin}- ${first.trimStart()}`, ...others];
}

/**
 * Comment lines, broken between words; lines after the first stand `hanging` further in. Text of others cannot end a
 * comment: line breaks do not survive.
 */
export function comment(text: string, indent: number, hanging = 0): readonly string[] {
  const margin = `${' '.repeat(indent)}#`;
  const further = margin + ' '.repeat(hanging);
  const words = text
    .replace(HIDDEN, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  const lines: string[] = [];
  let line = margin;
  for (const word of words) {
    if (line.length + 1 + word.length > WIDTH && line.trimEnd() !== margin) {
      lines.push(line);
      line = further;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** One word where there is one entry, as the file allows. */
export const oneOrMore = (texts: readonly string[]): YamlValue => (texts.length === 1 ? texts[0]! : texts);

const isList = (value: YamlValue): value is readonly YamlValue[] => Array.isArray(value);
