import { formatConfig } from '../config/format.ts';
import { type Advice, grantComments, grantFields, registryFields } from './grant-text.ts';
import type { DraftGroup, ImportDraft, LeftAlone } from './types.ts';
import { comment, flow, keyText, member } from './yaml-text.ts';

/** What is said about each grant, by its name. */
export type AdviceOf = (grant: string) => readonly Advice[];

/** The whole file of a draft, in the one style, with a comment on everything that a reader may ask about. */
export function newFile(draft: ImportDraft, adviceOf: AdviceOf, notes: readonly string[]): string {
  const sections = [
    header(draft),
    draft.registries.length === 0
      ? []
      : ['registries:', ...draft.registries.flatMap((one) => [`  ${keyText(one.name)}: ${flow(registryFields(one))}`])],
    draft.groups.length === 0 ? [] : ['groups:', ...draft.groups.flatMap((one) => groupLines(one, 2))],
    grantLines(draft, adviceOf),
    draft.reportSystemPolicies === undefined
      ? []
      : [
          'settings:',
          ...comment(`The file owns no system policies yet: ${draft.reportSystemPolicies}.`, 2),
          '  systemPolicies: report',
        ],
    closing(draft, notes),
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  return formatConfig(`${text}\n`);
}

const header = ({ account, groups }: ImportDraft): readonly string[] => [
  ...comment('Who may do what in Container Registry, as it was when this file was made by acr-access import.', 0),
  ...comment(
    'A grant takes the place of the policies under "replaces": they are detached once it is attached, and never deleted.',
    0,
  ),
  ...(groups.length > 0
    ? []
    : comment('Who is in a group is not in this file; acr-access import --groups would take that over, too.', 0)),
  'version: 1',
  `account: ${JSON.stringify(account)}`,
];

export const groupLines = ({ name, members }: DraftGroup, indent: number): readonly string[] =>
  member(name, { members }, indent);

/** `grants: {}` is managed and empty: what the file owns without saying so would be removed. */
function grantLines({ grants }: ImportDraft, adviceOf: AdviceOf): readonly string[] {
  if (grants.length === 0) return ['grants: {}'];
  return [
    'grants:',
    ...grants.flatMap((grant) => [
      ...grantComments(grant, adviceOf(grant.name)).flatMap((text) => comment(text, 2)),
      `  ${keyText(grant.name)}:`,
      ...Object.entries(grantFields(grant)).flatMap(([key, value]) => member(key, value, 4)),
    ]),
  ];
}

/** What a live import could not see; `undefined`: nothing. */
export const unfoundNote = ({ unfound }: ImportDraft): string | undefined =>
  unfound.length === 0
    ? undefined
    : `Policies name ${unfound.join(', ')}, which ${unfound.length === 1 ? 'is' : 'are'} in no region that was looked at: import again with --region REGION, into a new file.`;

function closing(draft: ImportDraft, general: readonly string[]): readonly string[] {
  const { leftAlone } = draft;
  const notes = [...general, unfoundNote(draft)].filter((note) => note !== undefined);
  const left = leftAlone.length === 0 ? [] : ['# Left alone, and not in this file:', ...leftAlone.flatMap(leftLines)];
  return [...notes.flatMap((note) => comment(note, 0)), ...left];
}

const leftLines = (left: LeftAlone): readonly string[] => comment(`- ${leftText(left)}`, 0, 2);

const SHOWN = 5;

/** `policy ops-mixed of user:alice, user:bob: is also about other services, such as ecs:StartInstance` */
export function leftText({ policy, type, principals, reason }: LeftAlone): string {
  const more = principals.length > SHOWN ? ` and ${principals.length - SHOWN} more` : '';
  const who = `${principals.slice(0, SHOWN).join(', ')}${more}`;
  return `${type === 'System' ? 'system policy' : 'policy'} ${policy} of ${who}: ${reason}`;
}
