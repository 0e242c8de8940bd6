import { type Assignment, assignmentsOf } from '../conditions/assignments.ts';
import type { Line } from './lines.ts';

/** One way in which everything that is open can be: the context of the request, and how the documents are read. */
export interface Scenario {
  /** position among the contexts, and among the readings */
  readonly context: number;
  readonly reading: number;
  readonly assignment: Assignment;
  /** answers to the open questions and open claims, by id */
  readonly answers: ReadonlyMap<string, boolean>;
  /** `staged`: what the account's policies decide is final (2021). `flat`: all together, any Deny wins (2026). */
  readonly order: 'staged' | 'flat';
}

export interface Scenarios {
  readonly all: readonly Scenario[];
  readonly contexts: readonly Assignment[];
  readonly readings: number;
}

/** So many are looked at; beyond, everything that hangs on them is unknown. */
const LIMIT = 256;

const NO_CONTEXT: Assignment = { holds: new Map(), context: {} };
const ONLY: Scenario = { context: 0, reading: 0, assignment: NO_CONTEXT, answers: new Map(), order: 'flat' };
const NOTHING_OPEN: Scenarios = { all: [ONLY], contexts: [NO_CONTEXT], readings: 1 };

/**
 * @param sides the lines of each action on each side of the comparison
 * @returns `undefined` when there are too many
 */
export function scenariosOf(sides: readonly (readonly Line[])[]): Scenarios | undefined {
  const lines = sides.flat();
  if (lines.every((line) => line.atAccount && line.clauses.length === 0 && line.open.length === 0)) return NOTHING_OPEN;
  const contexts = assignmentsOf(
    lines.flatMap((line) => line.clauses),
    LIMIT,
  );
  if (contexts === undefined) return undefined;
  const questions = [...openQuestions(lines, contexts[0]!)];
  const orders = sides.some(isDisputed) ? (['staged', 'flat'] as const) : (['flat'] as const);
  if (questions.length > 8 || contexts.length * 2 ** questions.length * orders.length > LIMIT) return undefined;
  const readings = answersTo(questions).flatMap((answers) => orders.map((order) => ({ answers, order })));
  const all = contexts.flatMap((assignment, context) =>
    readings.map((one, reading) => ({ context, reading, assignment, ...one })),
  );
  return { all, contexts, readings: readings.length };
}

/** The two published orders differ only where an account's Allow meets a resource group's Deny. */
function isDisputed(lines: readonly Line[]): boolean {
  return (
    lines.some((line) => line.atAccount && line.effect !== 'Deny') &&
    lines.some((line) => !line.atAccount && line.effect !== 'Allow')
  );
}

function openQuestions(lines: readonly Line[], assignment: Assignment): Set<string> {
  const questions = new Set<string>();
  for (const line of lines) {
    for (const { id } of line.open) questions.add(id);
    if (line.effect === 'opaque') questions.add(effectQuestion(line));
    for (const { claim } of line.literals) if (!assignment.holds.has(claim)) questions.add(claim);
  }
  return questions;
}

function effectQuestion({ open }: Line): string {
  return `effect ${open.at(-1)!.id}`;
}

function answersTo(questions: readonly string[]): ReadonlyMap<string, boolean>[] {
  return questions.reduce<ReadonlyMap<string, boolean>[]>(
    (rows, question) => rows.flatMap((row) => [true, false].map((answer) => new Map([...row, [question, answer]]))),
    [new Map()],
  );
}

/** What a statement does in a scenario; `undefined` = it does not match there. */
export function effectIn(line: Line, { assignment, answers }: Scenario): 'Allow' | 'Deny' | undefined {
  if (line.open.some(({ id }) => answers.get(id) === false)) return undefined;
  for (const { claim, negative } of line.literals) {
    if ((assignment.holds.get(claim) ?? answers.get(claim)) === negative) return undefined;
  }
  if (line.effect !== 'opaque') return line.effect;
  return answers.get(effectQuestion(line)) === true ? 'Allow' : 'Deny';
}
