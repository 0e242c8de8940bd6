/**
 * Changes single members of a JSON text and leaves every other byte alone, so that what is taken out again leaves the
 * text as it was: key order, indentation, number forms and escapes belong to whoever wrote the file. All texts here are
 * known to be valid JSON with an object on top.
 */

interface Member {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** Is the text of a JSON value an object's? */
export const isObjectText = (text: string): boolean => text.trimStart().startsWith('{');

/** The names in an object, in order; a name may come twice. */
export const memberNames = (text: string): readonly string[] =>
  membersAt(text, text.indexOf('{')).map(({ key }) => key);

/** The text of the value at a path of names; undefined when there is none. */
export function memberAt(text: string, path: readonly string[]): string | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return text;
  const member = membersAt(text, text.indexOf('{')).findLast(({ key }) => key === name);
  if (member === undefined) return undefined;
  const value = text.slice(member.valueStart, member.valueEnd);
  return rest.length === 0 || isObjectText(value) ? memberAt(value, rest) : undefined;
}

/** The text with the value at the path replaced or added; objects on the way are added when they are missing. */
export function withMember(text: string, path: readonly string[], value: string): string {
  return edit(text, styleOf(text), 0, path, value);
}

/** The text without the member at the path; as it was when there is none. */
export function withoutMember(text: string, path: readonly string[]): string {
  const parentPath = path.slice(0, -1);
  const parent = memberAt(text, parentPath);
  if (parent === undefined || !isObjectText(parent)) return text;
  const members = membersAt(parent, parent.indexOf('{'));
  const index = members.findLastIndex(({ key }) => key === path.at(-1));
  const [member, before, after] = [members[index], members[index - 1], members[index + 1]];
  if (member === undefined) return text;
  const shorter =
    before !== undefined
      ? cut(parent, before.valueEnd, member.valueEnd)
      : after !== undefined
        ? cut(parent, member.keyStart, after.keyStart)
        : `${parent.slice(0, parent.indexOf('{'))}{}${parent.slice(parent.lastIndexOf('}') + 1)}`;
  return parentPath.length === 0 ? shorter : withMember(text, parentPath, shorter);
}

const cut = (text: string, from: number, to: number): string => text.slice(0, from) + text.slice(to);

function edit(text: string, style: Style, depth: number, path: readonly string[], value: string): string {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const open = text.indexOf('{');
  const members = membersAt(text, open);
  const member = members.findLast(({ key }) => key === name);
  if (member !== undefined) {
    const inner = edit(text.slice(member.valueStart, member.valueEnd), style, depth + 1, rest, value);
    return text.slice(0, member.valueStart) + inner + text.slice(member.valueEnd);
  }
  const added = edit('{}', style, depth + 1, rest, value);
  const last = members.at(-1);
  if (last === undefined) {
    const line = (level: number): string => (style.unit === '' ? '' : style.newline + style.unit.repeat(level));
    const body = `${line(depth + 1)}${JSON.stringify(name)}:${style.unit === '' ? '' : ' '}${added}${line(depth)}`;
    return `${text.slice(0, open)}{${body}}${text.slice(text.lastIndexOf('}') + 1)}`;
  }
  const gap = text.slice((members.at(-2)?.valueEnd ?? open) + 1, last.keyStart).replace(/^\s*,/, '');
  const colon = text.slice(last.keyEnd, last.valueStart);
  return `${text.slice(0, last.valueEnd)},${gap}${JSON.stringify(name)}${colon}${added}${text.slice(last.valueEnd)}`;
}

interface Style {
  /** of one level; '' = all on one line */
  readonly unit: string;
  readonly newline: string;
}

/** Docker writes one tab a level, and so does an empty file's first entry. */
function styleOf(text: string): Style {
  const found = /(\r?\n)([ \t]+)"/.exec(text);
  if (found !== null) return { newline: found[1]!, unit: found[2]! };
  return { newline: '\n', unit: memberNames(text).length === 0 ? '\t' : '' };
}

/** The members of the object that opens at `open`. */
function membersAt(text: string, open: number): readonly Member[] {
  const members: Member[] = [];
  let at = skipBlanks(text, open + 1);
  while (text[at] === '"') {
    const keyStart = at;
    const keyEnd = valueEnd(text, keyStart);
    const valueStart = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const end = valueEnd(text, valueStart);
    members.push({ key: JSON.parse(text.slice(keyStart, keyEnd)), keyStart, keyEnd, valueStart, valueEnd: end });
    at = skipBlanks(text, end);
    if (text[at] !== ',') break;
    at = skipBlanks(text, at + 1);
  }
  return members;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}

/** Where the value that starts at `from` ends. */
function valueEnd(text: string, from: number): number {
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]]|[^\s"{}[\],:]+/g;
  tokens.lastIndex = from;
  let depth = 0;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    if (match[0] === '{' || match[0] === '[') depth += 1;
    if (match[0] === '}' || match[0] === ']') depth -= 1;
    if (depth === 0) return tokens.lastIndex;
  }
  return text.length;
}
