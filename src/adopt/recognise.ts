import type { World } from '../policy/access/places.ts';
import type { Registry } from '../policy/area.ts';
import { buildArn } from '../policy/arn.ts';
import { sameMeaning } from '../policy/canonical.ts';
import { compileGrant } from '../policy/compile.ts';
import { diffAccess } from '../policy/diff-access.ts';
import type { PolicyDocument, Statement } from '../policy/document.ts';
import { mergeStatements } from '../policy/merge.ts';
import { ACCOUNT_SCOPE } from '../policy/principal.ts';
import { instantOf } from '../policy/until.ts';
import { allows, listOf } from './coverage.ts';
import { placesOf } from './places-of.ts';
import { recogniseLevels } from './recognise-levels.ts';
import type { Part } from './types.ts';
import { fileStatements } from './unwritable.ts';

export interface KnownWorld {
  readonly account: string;
  readonly registries: readonly Registry[];
  readonly world: World;
  readonly now: Date;
}

/**
 * A hand-made policy as grants: access levels, and statements for what is left. What comes back gives exactly what the
 * document gives, in every registry that is known; where levels would not, it is the document's own statements.
 *
 * A document with a Deny stays whole: what it takes away from other policies shows in no comparison of it alone.
 *
 * @param document well-formed and about `cr:` actions only
 */
export function recognise(document: PolicyDocument, known: KnownWorld): readonly Part[] {
  const { statements, until } = commonEnd(document.Statement, known.now);
  const whole = wholeOf(document, known.now);
  if (statements.some(({ Effect }) => Effect === 'Deny')) return [whole];
  const plain = statements.filter((statement) => isUnconditional(statement));
  const levels = recogniseLevels(plain, known.registries, known.account);
  const parts = levels.map((access): Part => ({ access, until }));
  const given = parts.flatMap((part) => compiled({ ...part, until: undefined }) ?? []);
  const rest = restOf(statements, given, known);
  if (rest.length > 0) parts.push({ access: { kind: 'statements', statements: rest }, until });
  return levels.length > 0 && givesTheSame(document, parts, known.world) ? parts : [whole];
}

const isUnconditional = ({ Condition }: Statement): boolean => Object.keys(Condition ?? {}).length === 0;

/** The one end that all statements have, and the statements without it; a past one stays a condition. */
function commonEnd(
  written: readonly Statement[],
  now: Date,
): { readonly statements: readonly Statement[]; readonly until: string | undefined } {
  const ends = new Set(written.map(({ Condition }) => endOf(Condition)));
  const [until] = ends;
  const time = until === undefined ? undefined : instantOf(until);
  if (ends.size !== 1 || until === undefined || time === undefined || time <= now.getTime()) {
    return { statements: written, until: undefined };
  }
  return { statements: written.map(({ Condition: _condition, ...statement }) => statement), until };
}

/** The text of the only condition when that is `DateLessThan acs:CurrentTime`. */
function endOf(condition: Statement['Condition']): string | undefined {
  const [[operator, keys] = [], ...operators] = Object.entries(condition ?? {});
  const [[key, value] = [], ...more] = Object.entries(keys ?? {});
  const isEnd = operator === 'DateLessThan' && key === 'acs:CurrentTime' && operators.length + more.length === 0;
  const [only, ...others] = listOf(value);
  // Only the spelling that a file's date becomes: any other would compile to another text.
  return isEnd && others.length === 0 && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(only ?? '') ? only : undefined;
}

/** The document's own statements, with their common end as the end of the grant. */
export function wholeOf(document: PolicyDocument, now: Date): Part {
  const { statements, until } = commonEnd(document.Statement, now);
  const ending: Part = { access: { kind: 'statements', statements: tidy(statements) }, until };
  const text = compiled(ending);
  if (text !== undefined && sameMeaning({ Version: '1', Statement: text }, document)) return ending;
  return { access: { kind: 'statements', statements: tidy(document.Statement) }, until: undefined };
}

const tidy = (statements: readonly Statement[]): readonly Statement[] => mergeStatements(fileStatements(statements));

/** What the given statements do not allow, pair by pair of action and resource. */
function restOf(
  statements: readonly Statement[],
  given: readonly Statement[],
  { account, registries }: KnownWorld,
): readonly Statement[] {
  const missing = statements.flatMap((statement) =>
    listOf(statement.Resource).flatMap((resource): Statement[] => {
      if (!isUnconditional(statement)) return [{ ...statement, Resource: resource }];
      const places = placesOf(resource, registries, account);
      const resources =
        resource === '*' ? ['*'] : places.map(({ registry, type, path }) => buildArn(registry, type, path));
      const isGiven = (action: string): boolean =>
        resources.length > 0 && resources.every((one) => allows(given, action, one));
      const actions = listOf(statement.Action).filter((action) => !isGiven(action));
      return actions.length === 0 ? [] : [{ ...statement, Action: actions, Resource: resource }];
    }),
  );
  return tidy(missing);
}

/** The statements that a part becomes in RAM. */
function compiled(part: Part): readonly Statement[] | undefined {
  const result = compileGrant(part);
  return result.ok ? result.documents.flatMap(({ Statement }) => Statement) : undefined;
}

function givesTheSame(document: PolicyDocument, parts: readonly Part[], world: World): boolean {
  const statements = parts.map(compiled);
  if (!statements.every((list) => list !== undefined)) return false;
  const held = (policy: string, content: unknown) => ({
    policy,
    type: 'Custom' as const,
    scope: ACCOUNT_SCOPE,
    via: [],
    document: content,
  });
  const after = { world, attached: [held('after', { Version: '1', Statement: statements.flat() })] };
  const { relation } = diffAccess({ before: { world, attached: [held('before', document)] }, after });
  return relation === 'equivalent';
}
