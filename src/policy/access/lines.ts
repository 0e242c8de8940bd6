import { type Literal, literalOf } from '../conditions/assignments.ts';
import type { Clause } from '../conditions/clause.ts';
import { type AttachedDocument, namesEverything } from '../evaluate.ts';
import { globMatch } from '../glob.ts';
import { jsonText } from '../json-text.ts';
import { type ParsedStatement, parseDocument } from '../parse.ts';
import { ACCOUNT_SCOPE } from '../principal.ts';
import type { Place } from './places.ts';
import { residuals } from './residual.ts';
import { NOTHING } from './universe.ts';
import { readWildcard, type Wildcard } from './wildcard.ts';

/** A statement that reaches a principal on one side of a comparison. */
export interface HeldStatement {
  readonly attachment: AttachedDocument;
  readonly parsed: ParsedStatement;
  /** names the document if it breaks the grammar; the same broken document is read the same way wherever it is attached */
  readonly broken: string | undefined;
  /** equal keys: equal in everything but the actions */
  readonly key: string;
  /** what it says about places, as far as it is known already; by what places with the same prefix share */
  readonly lines: Map<Place['rests'], Line | undefined>;
}

/** What a statement says about the requests of one place. */
export interface Line {
  readonly held: HeldStatement;
  readonly effect: ParsedStatement['effect'];
  readonly atAccount: boolean;
  /** of the open end of the resource */
  readonly patterns: readonly Wildcard[];
  readonly clauses: readonly Clause[];
  readonly literals: readonly Literal[];
  /** what the documents leave open; the statement matches when all of it is so */
  readonly open: readonly OpenQuestion[];
}

export interface OpenQuestion {
  /** equal ids have the same answer */
  readonly id: string;
  /** in words */
  readonly why: string;
}

const EVERYTHING_HERE: readonly Wildcard[] = [{ text: '', tokens: [] }];
const NO_PATTERNS: readonly Wildcard[] = [];

/** @param side tells documents that could not be read on one side from those of the other: they may differ */
export function heldStatements(attached: readonly AttachedDocument[], side: 'before' | 'after'): HeldStatement[] {
  return attached.flatMap((attachment) =>
    parseDocument(attachment.document).statements.map((parsed) => {
      const broken = parsed.opaque ? nameOf(attachment, side) : undefined;
      const key = `${attachment.scope} ${contentKey(parsed)} ${broken ?? ''}`;
      return { attachment, parsed, broken, key, lines: new Map() };
    }),
  );
}

function nameOf({ type, policy, document }: AttachedDocument, side: string): string {
  const text = document === undefined ? undefined : jsonText(document, 'sorted');
  return text ?? `${side} ${type} ${policy}`;
}

const contentKeys = new WeakMap<ParsedStatement, string>();

function contentKey(parsed: ParsedStatement): string {
  const known = contentKeys.get(parsed);
  if (known !== undefined) return known;
  const clauses = parsed.condition
    .map(({ operator, key, values }) => JSON.stringify([operator, key, values]))
    .toSorted();
  const key = JSON.stringify([
    parsed.effect,
    [...new Set(parsed.resources)].toSorted(),
    clauses,
    parsed.opaque && parsed.index,
  ]);
  contentKeys.set(parsed, key);
  return key;
}

/** `undefined` = the statement has nothing to do with the place. */
function lineOf(held: HeldStatement, place: Place, group: string | undefined): Line | undefined {
  const { parsed, attachment, broken } = held;
  const open: OpenQuestion[] = [];
  if (attachment.scope !== ACCOUNT_SCOPE && group !== attachment.scope) {
    if (group !== undefined) return undefined;
    const why = `whether ${attachment.scope} has a say in what is authorised on * is not documented`;
    open.push({ id: `scope ${attachment.scope}`, why });
  }
  let patterns = parsed.resources.flatMap((pattern) => restOf(pattern, place));
  if (patterns.length === 0) {
    const everything =
      place.kind === 'star' ? parsed.resources.filter((pattern) => namesEverything(pattern, 'cr:')) : [];
    if (everything.length === 0) return undefined;
    const names = everything.toSorted().join(', ');
    open.push({ id: `star ${names}`, why: `whether ${names} covers what is authorised on * is not documented` });
    patterns = [...EVERYTHING_HERE];
  }
  if (broken !== undefined) {
    open.push({ id: `opaque ${parsed.index} ${broken}`, why: `${attachment.policy} breaks the policy grammar` });
  }
  return {
    held,
    effect: parsed.effect,
    atAccount: attachment.scope === ACCOUNT_SCOPE,
    patterns,
    clauses: parsed.condition,
    literals: parsed.condition.map(literalOf),
    open,
  };
}

/** More are forgotten again: memory must not grow with patterns times registries. */
const KEPT_RESTS = 20_000;

function restOf(pattern: string, place: Place): readonly Wildcard[] {
  const { rests, prefix, universe } = place;
  const known = rests.get(pattern);
  if (known !== undefined) return known;
  const isWhole = universe === NOTHING;
  const rest = isWhole ? (globMatch(pattern, prefix) ? EVERYTHING_HERE : NO_PATTERNS) : readRest(pattern, prefix);
  if (rests.size >= KEPT_RESTS) rests.clear();
  rests.set(pattern, rest);
  return rest;
}

/** Names have no colon, so a rest that wants one matches nothing. */
function readRest(pattern: string, prefix: string): readonly Wildcard[] {
  const rests = residuals(pattern, prefix).filter((rest) => !rest.includes(':'));
  if (rests.length === 0) return NO_PATTERNS;
  return [...new Map(rests.map(readWildcard).map((wildcard) => [wildcard.text, wildcard])).values()];
}

/** @param group of the place on the side that the statements are of: it is the same for all calls with these statements */
export function linesOf(held: readonly HeldStatement[], place: Place, group: string | undefined): readonly Line[] {
  const lines: Line[] = [];
  for (const statement of held) {
    if (!statement.lines.has(place.rests)) statement.lines.set(place.rests, lineOf(statement, place, group));
    const line = statement.lines.get(place.rests);
    if (line !== undefined) lines.push(line);
  }
  return lines;
}

const lineKeys = new WeakMap<Line, string>();

/** Lines with equal keys do the same in every scenario. */
export function lineKey(line: Line): string {
  const known = lineKeys.get(line);
  if (known !== undefined) return known;
  const { effect, atAccount, patterns, literals, open } = line;
  const texts = patterns.map(({ text }) => text).toSorted();
  const claims = literals.map(({ claim, negative }) => `${negative} ${claim}`).toSorted();
  const key = JSON.stringify([effect, atAccount, texts, claims, open.map(({ id }) => id)]);
  lineKeys.set(line, key);
  return key;
}
