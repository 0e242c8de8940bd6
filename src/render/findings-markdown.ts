import type { Change, Finding, Plan } from '../plan/types.ts';
import { changeAbout } from './change-lines.ts';
import { codeSpan, prose } from './escape.ts';
import type { Block, Row } from './fit.ts';
import { chunks, lineOfFile } from './markdown-parts.ts';

/** Settings that the change weakens: judged with those of the base branch, and in force from the next change on. */
export const isWeakening = ({ id }: Finding): boolean => id === 'SET01';

type Context = Pick<Plan, 'changes' | 'config'>;
/** Findings with the same answer share an item, as long as it stays one that can be read. */
const MOST_IN_AN_ITEM = 20;

/** Findings as a list: what is so, about which change, where, and what to do. `name` says when the list gets room. */
export function findingsBlock(name: string, findings: readonly Finding[], context: Context): Block {
  const groups = Map.groupBy(findings, ({ id, remedy }) => JSON.stringify([id, remedy]));
  const items = [...groups.values()].flatMap((group) => chunks(group, MOST_IN_AN_ITEM));
  const rows = items.map((group): Row => ({ counts: group.length, text: () => findingItem(group, context) }));
  return { open: '', lists: [{ name, one: 'finding', many: 'findings', rows }], close: '' };
}

function findingItem(group: readonly Finding[], { changes, config }: Context): string {
  const messages = group.map((finding) => {
    return `${prose(finding.message)}${aboutChange(finding, changes)}${lineOfFile(finding.source, config)}`;
  });
  const { id, remedy } = group[0]!;
  return `- **${id}** ${[...messages, prose(remedy)].join('<br>')}`;
}

function aboutChange(finding: Finding, changes: readonly Change[]): string {
  const about = changeAbout(finding, changes);
  return about === undefined ? '' : `: ${about.verb} ${codeSpan(about.object)}`;
}
