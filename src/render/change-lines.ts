import type { Change, Finding } from '../plan/types.ts';
import type { PolicyDocument, Statement } from '../policy/document.ts';
import { jsonText } from '../policy/json-text.ts';
import { mergeStatements } from '../policy/merge.ts';
import { documentProblems } from '../policy/parse.ts';

/** A change in a person's words: a verb and an object, e.g. `attach` and `acr-access-x to group:devs`. */
export interface ChangeWords {
  readonly mark: '+' | '~' | '-';
  readonly verb: string;
  readonly object: string;
}

export function describeChange(change: Change): ChangeWords {
  const mark = change.action === 'create' ? '+' : change.action === 'delete' ? '-' : '~';
  const { kind, action } = change;
  switch (kind) {
    case 'attachment': {
      const { principal, policy, scope } = change.after ?? change.before;
      const where = scope === 'account' ? '' : ` in ${scope}`;
      return action === 'delete'
        ? { mark, verb: 'detach', object: `${policy} from ${principal}${where}` }
        : { mark, verb: 'attach', object: `${policy} to ${principal}${where}` };
    }
    case 'membership': {
      const { group, user } = change.after ?? change.before;
      return action === 'delete'
        ? { mark, verb: 'remove', object: `user:${user} from group:${group}` }
        : { mark, verb: 'add', object: `user:${user} to group:${group}` };
    }
    case 'policy':
    case 'user':
    case 'group':
      return { mark, verb: `${action} ${kind}`, object: (change.after ?? change.before).name };
  }
}

/** The change that a finding is about, if it is about one. */
export const changeAbout = ({ key }: Finding, changes: readonly Change[]): ChangeWords | undefined =>
  changeWords(key, changes);

/** The change of a key, if the plan has one. */
export function changeWords(key: string, changes: readonly Change[]): ChangeWords | undefined {
  const change = changes.find((candidate) => candidate.key === key);
  return change === undefined ? undefined : describeChange(change);
}

/** A statement or a field that comes or goes with a change. */
export interface DetailLine {
  readonly mark: '+' | '-' | ' ';
  readonly text: string;
}

/** What is inside a change: the statements of a policy and the fields that differ. */
export function changeDetails(change: Change): readonly DetailLine[] {
  switch (change.kind) {
    case 'policy':
      return change.action === 'delete' ? [] : policyDetails(change);
    case 'user':
    case 'group': {
      if (change.action === 'delete') return [];
      const before = change.before as Record<string, unknown> | null;
      return Object.entries(change.after)
        .filter(
          ([field, value]) => !['kind', 'name'].includes(field) && value !== undefined && value !== before?.[field],
        )
        .map(([field, value]) => ({ mark: before === null ? '+' : ' ', text: `${field}: ${JSON.stringify(value)}` }));
    }
    case 'membership':
    case 'attachment':
      return [];
  }
}

type PolicyChange = Extract<Change, { kind: 'policy' }>;

function policyDetails(change: PolicyChange): readonly DetailLine[] {
  if (change.after === null) return [];
  const before = change.before === null ? [] : statementLines(change.before.document);
  const after = statementLines(change.after.document);
  const details: DetailLine[] = [
    ...before.filter((line) => !after.includes(line)).map((text) => ({ mark: '-' as const, text })),
    ...after.filter((line) => !before.includes(line)).map((text) => ({ mark: '+' as const, text })),
  ];
  if (change.before !== null && details.length === 0) details.push({ mark: ' ', text: 'same statements' });
  if (change.before !== null && change.before.description !== change.after.description) {
    details.push({ mark: ' ', text: `description: ${JSON.stringify(change.after.description)}` });
  }
  const tags = Object.entries(change.after.tags).filter(
    ([tag, value]) => change.before !== null && change.before.tags[tag] !== value,
  );
  for (const [tag, value] of tags) details.push({ mark: '+', text: `tag ${tag}: ${JSON.stringify(value)}` });
  return details;
}

/** One line for each statement of a document, in an order that depends on the content alone. */
export function statementLines(document: unknown): readonly string[] {
  if (documentProblems(document).length > 0)
    return [`a document that breaks the grammar: ${jsonText(document, 'sorted') ?? 'not JSON'}`];
  return mergeStatements((document as PolicyDocument).Statement).map(
    ({ Effect, Action, NotAction, Resource, Condition }) => {
      const what = NotAction === undefined ? list(Action) : `everything except ${list(NotAction)}`;
      return `${Effect} ${what} on ${list(Resource)}${whenText(Condition)}`;
    },
  );
}

/** The condition that `until` becomes reads as one; anything else is shown as it is. */
function whenText(condition: Statement['Condition']): string {
  if (condition === undefined) return '';
  const json = JSON.stringify(condition);
  const end = /^\{"DateLessThan":\{"acs:CurrentTime":"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)"\}\}$/.exec(json)?.[1];
  return end === undefined ? ` when ${json}` : ` until ${end}`;
}

const list = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(', ') : String(value));
