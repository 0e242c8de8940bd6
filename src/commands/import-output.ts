import type { Judgement } from '../adopt/judge-file.ts';
import { leftText, unfoundNote } from '../adopt/new-file.ts';
import type { ImportDraft } from '../adopt/types.ts';
import { jsonText, logText } from '../render/escape.ts';
import type { Surroundings } from './surroundings.ts';

interface ImportResult {
  readonly draft: ImportDraft;
  readonly target: string;
  readonly written: boolean;
  /** absent when there were conflicts */
  readonly judgement?: Judgement;
}

/** What was imported, what was left alone, and what is in the way: as data or for people. */
export function showImport(result: ImportResult, json: boolean, { stdout }: Surroundings): void {
  stdout(json ? `${jsonText(importData(result), 2)}\n` : `${logText(importText(result).join('\n'))}\n`);
}

function importData({ draft, target, written, judgement }: ImportResult) {
  return {
    formatVersion: 1,
    account: draft.account,
    file: target,
    written,
    registries: draft.registries,
    groups: draft.groups,
    grants: draft.grants.map(({ name, access, to, replaces, scope }) => ({
      name,
      kind: access.kind,
      to,
      replaces,
      scope,
      advice: (judgement?.adviceOf(name) ?? []).map(({ id, message, remedy }) => ({ id, message, remedy })),
    })),
    additions: draft.additions,
    leftAlone: draft.leftAlone,
    unfound: draft.unfound,
    conflicts: draft.conflicts,
    blocking: (judgement?.blocking ?? []).map(({ id, message, remedy }) => ({ id, message, remedy })),
  };
}

function importText({ draft, target, written, judgement }: ImportResult): readonly string[] {
  const { grants, additions, leftAlone, conflicts } = draft;
  if (conflicts.length > 0) {
    return [
      `${target} stays as it is: ${conflicts.length === 1 ? 'one thing is' : `${conflicts.length} things are`} in the way`,
      ...conflicts.flatMap(({ message, remedy }) => [`  ${message}`, `    ${remedy}`]),
    ];
  }
  const levels = grants.filter(({ access }) => access.kind === 'level').length;
  const replaced = new Set([...grants, ...additions].flatMap(({ replaces }) => replaces)).size;
  return [
    written
      ? `wrote ${target}: ${grants.length} new grants, ${levels} of them as can + on; ${replaced} hand-made policies replaced`
      : `${target} has everything already`,
    ...additions.map(({ name, to, replaces }) => `  grant ${name}: added ${[...to, ...replaces].join(', ')}`),
    ...leftAlone.map((left) => `  left alone: ${leftText(left)}`),
    ...[unfoundNote(draft)].flatMap((note) => (note === undefined ? [] : [`  ${note}`])),
    ...(judgement?.blocking ?? []).map(({ message, remedy }) => `  the plan is refused: ${message}. ${remedy}`),
    ...(written ? ['Nobody gains or loses access by it. Next: acr-access plan'] : []),
  ];
}
