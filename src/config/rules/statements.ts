import type { IssueList, Path } from '../issue-list.ts';
import { didYouMean } from '../nearest.ts';
import type { Draft, WrittenGrant, WrittenStatement } from '../schema.ts';
import { quoted, quotedName } from '../visible-text.ts';
import { entries, items, type Rule } from './context.ts';

/** Statements of the file: RAM's grammar, for Container Registry only. */
export const statementsAreForRegistries: Rule = ({ draft, list }) => {
  for (const [name, grant] of entries<Draft<WrittenGrant>>(draft.grants)) {
    for (const [index, statement] of (grant.statements ?? []).entries()) {
      if (statement !== undefined) checkStatement(statement, ['grants', name, 'statements', index], list);
    }
  }
};

function checkStatement(statement: Draft<WrittenStatement>, path: Path, list: IssueList): void {
  for (const key of ['Action', 'Resource'] as const) {
    const value = statement[key];
    if (Array.isArray(value) && value.length === 0) {
      const hint = key === 'Action' ? 'name the actions, e.g. cr:GetScan' : 'write "*", or acs:cr:REGION:ACCOUNT:…';
      list.report([...path, key], { code: 'empty-list', message: `"${key}" is empty`, hint });
    }
  }
  for (const action of items(statement.Action, [...path, 'Action'])) checkAction(action.text, action.path, list);
  for (const resource of items(statement.Resource, [...path, 'Resource']))
    checkResource(resource.text, resource.path, list);
  for (const [operator, keys] of entries<Draft<Record<string, string | string[]>>>(statement.Condition)) {
    checkCondition(operator, keys, [...path, 'Condition', operator], list);
  }
}

function checkAction(action: string, path: Path, list: IssueList): void {
  if (/^cr:[A-Za-z*?][A-Za-z0-9*?]*$/.test(action)) return;
  const service = /^([a-z*?-]+):/i.exec(action)?.[1];
  const shown = quotedName(action);
  const foreign = action === '*' || (service !== undefined && service !== 'cr');
  const message = foreign
    ? `${shown} reaches other services; a file may grant "cr:" actions only`
    : `${shown} is not an action`;
  const bare = /^[A-Za-z*?][A-Za-z0-9*?]*$/.test(action) && action !== '*';
  const hint = bare ? `did you mean "cr:${action}"?` : 'write cr:NAME, e.g. cr:GetScan; "cr:*" is all of them';
  list.report(path, { code: foreign ? 'foreign-action' : 'bad-action', message, hint });
}

function checkResource(resource: string, path: Path, list: IssueList): void {
  if (resource === '*' || /^acs:cr:[^:\s]*:[^:\s]*:[\x21-\x7e]+$/.test(resource)) return;
  const foreign = !resource.startsWith('acs:cr:');
  const message = foreign
    ? `${quotedName(resource)} is not a resource of Container Registry`
    : `${quotedName(resource)} is not a whole resource name`;
  const hint = 'write "*", or acs:cr:REGION:ACCOUNT:… such as acs:cr:cn-hangzhou:*:repository/cri-xxxxxxxxxxxxxxxx/*';
  list.report(path, { code: 'bad-resource', message, hint });
}

/** RAM's operators (page "Conditional operators"); AWS has more. */
const COMPARISONS = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
const OPERATORS = [
  ...['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'].map(
    (name) => `String${name}`,
  ),
  ...COMPARISONS.map((name) => `Numeric${name}`),
  ...COMPARISONS.map((name) => `Date${name}`),
  'Bool',
  'IpAddress',
  'NotIpAddress',
];

function checkCondition(
  operator: string,
  keys: Draft<Record<string, string | string[]>>,
  path: Path,
  list: IssueList,
): void {
  if (!OPERATORS.includes(operator)) {
    const hint = didYouMean(operator, OPERATORS, 'operators of RAM');
    list.report(
      path,
      { code: 'bad-operator', message: `RAM has no condition operator ${quotedName(operator)}`, hint },
      'key',
    );
  }
  if (Object.keys(keys).length === 0) {
    const hint = 'remove it, or write KEY: VALUE below it';
    list.report(
      path,
      { code: 'empty-condition', message: `condition ${quotedName(operator)} has no keys`, hint },
      'key',
    );
  }
  for (const [key, value] of entries<string | readonly (string | undefined)[]>(keys)) {
    if (!/^[A-Za-z0-9-]+:[A-Za-z0-9/_.:-]+$/.test(key)) {
      const hint = 'condition keys have the form acs:SourceIp';
      list.report(
        [...path, key],
        { code: 'bad-condition-key', message: `${quotedName(key)} is not a condition key`, hint },
        'key',
      );
    }
    const values = items(value, [...path, key]);
    if (values.length === 0 && Array.isArray(value) && value.length === 0) {
      list.report([...path, key], {
        code: 'empty-list',
        message: `condition ${quotedName(key)} has no values`,
        hint: 'name at least one',
      });
    }
    if (operator === 'Bool')
      checkBool(
        key,
        values.map(({ text }) => text),
        [...path, key],
        list,
      );
  }
}

function checkBool(key: string, values: readonly string[], path: Path, list: IssueList): void {
  if (values.length > 1) {
    const message = `condition ${quotedName(key)} has several truth values`;
    list.report(path, { code: 'bad-bool', message, hint: 'write "true" or "false"' });
  } else if (values[0] !== undefined && !/^(?:true|false)$/i.test(values[0])) {
    const message = `${quoted(values[0])} is not a truth value`;
    list.report(path, { code: 'bad-bool', message, hint: 'write "true" or "false"' });
  }
}
