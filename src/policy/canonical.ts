import type { Condition, OneOrMore, PolicyDocument, Statement } from './document.ts';
import { jsonText } from './json-text.ts';
import { mergeStatements } from './merge.ts';

/** `same-text`: nothing differs. `same-meaning`: written differently, no write needed. `different`: anything else. */
export type Comparison = 'same-text' | 'same-meaning' | 'different';

/**
 * The canonical form of a policy document: documents with equal forms mean the same to RAM.
 *
 * Not looked at: order and duplicates of statements, of list entries and of keys; a string or a list of one; upper or
 * lower case of actions (RAM: "not case-sensitive"), which come out in lower case; a number or boolean or its text as
 * condition value; an empty `Condition`; how actions and resources are spread over statements of equal effect and
 * condition. Wildcards are text: `cr:*` beside `cr:Get*` is not the same as `cr:*` alone. Condition operators and keys are
 * compared with case, the stricter reading.
 *
 * @returns the document; or, since nothing is known of what it means, the JSON text with sorted keys of one that breaks the
 *   grammar (unknown elements included), so that it equals only a copy of itself; or `undefined` for what is not JSON data or
 *   is too large to be a policy
 */
export function canonicalDocument(document: unknown): PolicyDocument | string | undefined {
  const text = jsonText(document, 'sorted');
  if (text === undefined || !isDocument(document)) return text;
  return { Version: document.Version, Statement: mergeStatements(document.Statement.map(canonicalStatement)) };
}

/** Whether two documents surely mean the same. Never throws; when in doubt, e.g. for what is not JSON data, no. */
export function sameMeaning(a: unknown, b: unknown): boolean {
  const canonical = canonicalDocument(a);
  return canonical !== undefined && JSON.stringify(canonical) === JSON.stringify(canonicalDocument(b));
}

/** How two documents, as parsed from their JSON text, compare. White space between their elements is not seen. */
export function compareDocuments(a: unknown, b: unknown): Comparison {
  const text = jsonText(a, 'as-written');
  if (text !== undefined && text === jsonText(b, 'as-written')) return 'same-text';
  return sameMeaning(a, b) ? 'same-meaning' : 'different';
}

type Scalar = string | number | boolean;
/** A document whose condition values may still be numbers and booleans. */
type LooseDocument = Omit<PolicyDocument, 'Statement'> & { readonly Statement: readonly LooseStatement[] };
type LooseStatement = Omit<Statement, 'Condition'> & {
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Scalar | readonly Scalar[]>>>>;
};

function canonicalStatement({ Condition: condition, ...statement }: LooseStatement): Statement {
  return {
    ...statement,
    ...(statement.Action === undefined ? {} : { Action: foldCase(statement.Action) }),
    ...(statement.NotAction === undefined ? {} : { NotAction: foldCase(statement.NotAction) }),
    ...(condition === undefined ? {} : { Condition: textValues(condition) }),
  };
}

/** ASCII only: a Unicode fold would make one action out of `cr:GetK` with a Kelvin sign and `cr:Getk`. */
function foldCase(actions: OneOrMore): string[] {
  return listOf(actions).map((action) => action.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
}

function textValues(condition: NonNullable<LooseStatement['Condition']>): Condition {
  const operators = Object.entries(condition).map(([operator, keys]) => {
    const values = Object.entries(keys).map(([key, value]) => [key, listOf(value).map(String)]);
    return [operator, Object.fromEntries(values)];
  });
  return Object.fromEntries(operators);
}

function listOf<Value extends Scalar>(value: Value | readonly Value[]): readonly Value[] {
  return typeof value === 'object' ? value : [value];
}

const DOCUMENT_KEYS = new Set(['Version', 'Statement']);
const STATEMENT_KEYS = new Set(['Effect', 'Action', 'NotAction', 'Resource', 'Condition']);

function isDocument(value: unknown): value is LooseDocument {
  if (!isRecord(value) || !hasOnly(value, DOCUMENT_KEYS) || value.Version !== '1') return false;
  return isList(value.Statement) && value.Statement.every(isStatement);
}

function isStatement(value: unknown): boolean {
  if (!isRecord(value) || !hasOnly(value, STATEMENT_KEYS)) return false;
  const { Effect: effect, Action: action, NotAction: notAction, Resource: resource, Condition: condition } = value;
  if (effect !== 'Allow' && effect !== 'Deny') return false;
  if ((action === undefined) === (notAction === undefined)) return false;
  return isOneOrMore(action ?? notAction, isString) && isOneOrMore(resource, isString) && isCondition(condition);
}

function isCondition(value: unknown): boolean {
  if (value === undefined) return true;
  return isRecord(value) && Object.values(value).every(isOperatorBlock);
}

function isOperatorBlock(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const values = Object.values(value);
  return values.length > 0 && values.every((entry) => isOneOrMore(entry, isScalar));
}

/** Numbers past 2^53 have lost digits when they were parsed, so their text is not known. */
function isScalar(value: unknown): boolean {
  return isString(value) || typeof value === 'boolean' || (typeof value === 'number' && Math.abs(value) < 2 ** 53);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function isOneOrMore(value: unknown, isEntry: (entry: unknown) => boolean): boolean {
  return isList(value) ? value.every(isEntry) : isEntry(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(value: object, known: ReadonlySet<string>): boolean {
  return Object.keys(value).every((key) => known.has(key));
}
