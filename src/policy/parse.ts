import type { Clause } from './conditions/clause.ts';
import { findOperator } from './conditions/operators.ts';

/** Something in a document that RAM's grammar does not have. */
export interface DocumentProblem {
  /**
   * `bad-version`, `bad-document`, `bad-statement-list`, `bad-statement`, `unknown-element:NAME`, `bad-effect`,
   * `action-xor-notaction`, `bad-action`, `bad-action-format`, `missing-resource`, `bad-resource`, `bad-arn-prefix`,
   * `bad-condition`, `unknown-operator`
   */
  readonly code: string;
  /** one sentence; names from the document are quoted as JSON */
  readonly message: string;
  /** e.g. `Statement[0].Action` */
  readonly path: string;
}

export interface ParsedStatement {
  /** `opaque` = neither Allow nor Deny, so it may be either */
  readonly effect: 'Allow' | 'Deny' | 'opaque';
  /** as written; `actions` and `notActions` both `undefined` = every action, or cannot be read */
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  /** `['*']` when it cannot be read */
  readonly resources: readonly string[];
  /** all of them must hold */
  readonly condition: readonly Clause[];
  /** true: the document breaks the grammar, so where the readable parts match, the statement may match (S1) */
  readonly opaque: boolean;
  /** position in the document, from 1 */
  readonly index: number;
}

export interface ParsedDocument {
  readonly statements: readonly ParsedStatement[];
}

/**
 * Reads any JSON value as a policy document. Nothing is refused: live documents may be older than RAM's checks (Nov 2022).
 * In a document that breaks the grammar every statement is opaque, and a part that cannot be read may match anything.
 * Results are kept by document object, so a document must not be changed afterwards.
 */
export function parseDocument(document: unknown): ParsedDocument {
  return readCached(document);
}

/** Everything that RAM would refuse in a document (S1, S2): `MalformedPolicyDocument`. Empty = well-formed. */
export function documentProblems(document: unknown): readonly DocumentProblem[] {
  return readCached(document).problems;
}

interface Reading extends ParsedDocument {
  readonly problems: readonly DocumentProblem[];
}
type Report = (code: string, path: string, message: string) => void;
type JsonObject = Readonly<Record<string, unknown>>;

const readings = new WeakMap<object, Reading>();

function readCached(document: unknown): Reading {
  if (typeof document !== 'object' || document === null) return read(document);
  const known = readings.get(document);
  if (known !== undefined) return known;
  const reading = read(document);
  readings.set(document, reading);
  return reading;
}

function read(document: unknown): Reading {
  const problems: DocumentProblem[] = [];
  const report: Report = (code, path, message) => problems.push({ code, message, path });
  const statements = readStatements(document, report);
  // An operator that RAM does not have leaves its own clause open and nothing else (S7).
  const opaque = problems.some((problem) => problem.code !== 'unknown-operator');
  return { problems, statements: statements.map((statement) => ({ ...statement, opaque })) };
}

type ReadStatement = Omit<ParsedStatement, 'opaque'>;

const UNREADABLE = {
  effect: 'opaque',
  actions: undefined,
  notActions: undefined,
  resources: ['*'],
  condition: [],
} as const;

function readStatements(document: unknown, report: Report): ReadStatement[] {
  if (!isObject(document)) {
    report('bad-document', '', 'A policy document is a JSON object.');
    return [{ ...UNREADABLE, index: 1 }];
  }
  reportUnknown(document, ['Version', 'Statement'], '', report);
  if (document.Version !== '1') report('bad-version', 'Version', 'Version must be the text "1".');
  const list = document.Statement;
  if (!Array.isArray(list) || list.length === 0) {
    report('bad-statement-list', 'Statement', 'Statement must be a list with at least one statement.');
    return Array.isArray(list) ? [] : [{ ...UNREADABLE, index: 1 }];
  }
  return list.map((statement: unknown, at) => readStatement(statement, at, report));
}

const ELEMENTS = ['Effect', 'Action', 'NotAction', 'Resource', 'Condition'];
/** Elements of other grammars that name or narrow a statement. Any other element might mean more than the readable ones say. */
const NARROWING = new Set(['Sid', 'Id', 'Principal', 'NotPrincipal']);

function readStatement(statement: unknown, at: number, report: Report): ReadStatement {
  const path = `Statement[${at}]`;
  const index = at + 1;
  if (!isObject(statement)) {
    report('bad-statement', path, 'A statement is a JSON object.');
    return { ...UNREADABLE, index };
  }
  const unknown = reportUnknown(statement, ELEMENTS, `${path}.`, report);
  const effect = readEffect(statement.Effect, path, report);
  const actions = readActions(statement, path, report);
  const resources = readResources(statement.Resource, path, report);
  const condition = readCondition(statement.Condition, `${path}.Condition`, report);
  if (unknown.some((name) => !NARROWING.has(name))) return { ...UNREADABLE, effect, index };
  return { effect, ...actions, resources, condition, index };
}

function readEffect(effect: unknown, path: string, report: Report): ParsedStatement['effect'] {
  if (effect === 'Allow' || effect === 'Deny') return effect;
  report('bad-effect', `${path}.Effect`, 'Effect must be Allow or Deny, in this spelling.');
  return 'opaque';
}

/** `*`, or a service code, a colon and a name: printable ASCII without blanks. */
const ACTION = /^(?:\*|[!-9;-~]+:[!-~]+)$/;

function readActions(
  statement: JsonObject,
  path: string,
  report: Report,
): Pick<ParsedStatement, 'actions' | 'notActions'> {
  const unreadable = { actions: undefined, notActions: undefined };
  const { Action: action, NotAction: notAction } = statement;
  if ((action === undefined) === (notAction === undefined)) {
    report('action-xor-notaction', path, 'A statement has either Action or NotAction.');
    return unreadable;
  }
  const at = `${path}.${action === undefined ? 'NotAction' : 'Action'}`;
  const list = textList(action ?? notAction);
  if (list === undefined) {
    report('bad-action', at, 'Actions are a text or a list of texts that is not empty.');
    return unreadable;
  }
  const wrong = list.find((entry) => !ACTION.test(entry));
  if (wrong !== undefined) {
    report('bad-action-format', at, `${JSON.stringify(wrong)} is neither * nor of the form code:Name.`);
    return unreadable;
  }
  return action === undefined ? { actions: undefined, notActions: list } : { actions: list, notActions: undefined };
}

function readResources(value: unknown, path: string, report: Report): readonly string[] {
  const at = `${path}.Resource`;
  if (value === undefined) {
    report('missing-resource', path, 'A statement needs a Resource.');
    return UNREADABLE.resources;
  }
  const list = textList(value);
  if (list === undefined) {
    report('bad-resource', at, 'Resources are a text or a list of texts that is not empty.');
    return UNREADABLE.resources;
  }
  const wrong = list.find((entry) => entry !== '*' && !entry.startsWith('acs:'));
  if (wrong === undefined) return list;
  report('bad-arn-prefix', at, `${JSON.stringify(wrong)} is neither * nor does it begin with acs:.`);
  return UNREADABLE.resources;
}

function readCondition(condition: unknown, path: string, report: Report): readonly Clause[] {
  if (condition === undefined) return [];
  const clauses: Clause[] = [];
  const wrong = () =>
    report('bad-condition', path, 'A condition is operator, then key, then a text or a list of texts.');
  if (!isObject(condition)) {
    wrong();
    return clauses;
  }
  for (const [operator, keys] of Object.entries(condition)) {
    if (findOperator(operator) === undefined) {
      report('unknown-operator', path, `${JSON.stringify(operator)} is no condition operator of RAM.`);
    }
    const entries = isObject(keys) ? Object.entries(keys) : [];
    if (entries.length === 0) wrong();
    for (const [key, value] of entries) {
      const values = textList(value);
      if (values === undefined) wrong();
      else clauses.push({ operator, key: key.toLowerCase(), name: key, values: [...new Set(values)].toSorted() });
    }
  }
  return clauses;
}

function reportUnknown(object: JsonObject, known: readonly string[], at: string, report: Report): readonly string[] {
  const unknown = Object.keys(object).filter((name) => !known.includes(name));
  for (const name of unknown) {
    report(`unknown-element:${name}`, `${at}${name}`, `${JSON.stringify(name)} is no element of RAM policies.`);
  }
  return unknown;
}

function textList(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((entry) => typeof entry === 'string') ? list : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
