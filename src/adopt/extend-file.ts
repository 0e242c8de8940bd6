import { isMap, isSeq, type YAMLMap } from 'yaml';
import { AcrAccessError } from '../errors.ts';
import { grantComments, grantFields, registryFields } from './grant-text.ts';
import { type AdviceOf, groupLines } from './new-file.ts';
import {
  addToList,
  addToMap,
  applyEdits,
  type Edit,
  type NewEntry,
  pairOf,
  rootOf,
  UneditableText,
} from './text-edits.ts';
import type { DraftGrant, GrantAddition, ImportDraft } from './types.ts';
import { comment, flow, keyText, member } from './yaml-text.ts';

/**
 * The file with what is missing in it. Nothing that is there is touched: comments, order, quotes and blanks stay, and so does
 * the whole text when nothing is missing.
 */
export function extendFile(text: string, draft: ImportDraft, adviceOf: AdviceOf): string {
  try {
    const root = rootOf(text);
    const registries = draft.registries.map((one): NewEntry => {
      const value = registryFields(one);
      return { key: one.name, lines: member(one.name, value, 0), flow: jsonMember(one.name, value) };
    });
    const grants = draft.grants.map((grant) => grantEntry(grant, adviceOf));
    const groups = draft.groups.map(
      (one): NewEntry => ({
        key: one.name,
        lines: groupLines(one, 0),
        flow: jsonMember(one.name, { members: one.members }),
      }),
    );
    const edits = [
      ...addToSection(text, root, 'registries', registries),
      ...addToSection(text, root, 'groups', groups),
      ...draft.additions.flatMap((addition) => addToGrant(text, root, addition)),
      ...addToSection(text, root, 'grants', grants),
    ];
    return applyEdits(text, edits);
  } catch (error) {
    if (!(error instanceof UneditableText)) throw error;
    throw new AcrAccessError('refused', `nothing is added to the file: ${error.message}`, {
      hint: 'Write the grants without anchors and aliases, or import into another file with --output.',
    });
  }
}

function grantEntry(grant: DraftGrant, adviceOf: AdviceOf): NewEntry {
  const fields = grantFields(grant);
  return {
    key: grant.name,
    lines: [
      ...grantComments(grant, adviceOf(grant.name)).flatMap((line) => comment(line, 0)),
      `${keyText(grant.name)}:`,
      ...Object.entries(fields).flatMap(([key, value]) => member(key, value, 2)),
    ],
    flow: jsonMember(grant.name, fields),
  };
}

/** In a file in JSON, or in one line, everything new is JSON, which is YAML too. */
const jsonMember = (key: string, value: unknown): string => `${JSON.stringify(key)}: ${JSON.stringify(value)}`;

function addToSection(text: string, root: YAMLMap, section: string, entries: readonly NewEntry[]): readonly Edit[] {
  if (entries.length === 0) return [];
  const pair = pairOf(root, section);
  if (pair === undefined) {
    const lines = [`${section}:`, ...entries.flatMap(({ lines: own }) => own).map((line) => `  ${line}`)];
    const members = entries.map(({ flow: own }) => own).join(', ');
    return [addToMap(text, root, [{ key: section, lines, flow: `"${section}": { ${members} }` }])];
  }
  const { value } = pair;
  if (isMap(value) && value.items.length > 0) return [addToMap(text, value, entries)];
  if (!(isMap(value) || isSeq(value)) || !value.range) throw new UneditableText(`${section} is no mapping`);
  const [start, end] = value.range;
  if (root.flow) return [{ start, end, text: `{ ${entries.map(({ flow: own }) => own).join(', ')} }` }];
  const lines = entries.flatMap(({ lines: own }) => own).map((line) => `\n  ${line}`);
  return [{ start, end, text: lines.join('') }];
}

function addToGrant(text: string, root: YAMLMap, { name, to, replaces }: GrantAddition): readonly Edit[] {
  const section = pairOf(root, 'grants')?.value;
  const grant = isMap(section) ? pairOf(section, name)?.value : undefined;
  if (!isMap(grant)) throw new UneditableText(`grant ${name} is an alias`);
  const recipients = pairOf(grant, 'to');
  const replaced = pairOf(grant, 'replaces');
  if (recipients === undefined) throw new UneditableText(`grant ${name} has no list of recipients of its own`);
  const quoted = (words: readonly string[]): readonly string[] =>
    words.map((word) => (root.flow ? JSON.stringify(word) : flow(word)));
  const edits = to.length === 0 ? [] : [addToList(text, recipients, quoted(to))];
  if (replaces.length === 0) return edits;
  if (replaced !== undefined) return [...edits, addToList(text, replaced, quoted(replaces))];
  const entry = { key: 'replaces', lines: member('replaces', replaces, 0), flow: jsonMember('replaces', replaces) };
  return [...edits, addToMap(text, grant, [entry])];
}
