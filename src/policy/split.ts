import { MAX_POLICY_BYTES, type PolicyDocument } from './document.ts';
import { byteLength, formatDocument } from './format.ts';
import type { NormalStatement } from './merge.ts';

const EMPTY_DOCUMENT_BYTES = byteLength(formatDocument({ Version: '1', Statement: [] }));

/** One resource of one statement: the smallest thing that moves between documents. Dividing a statement so is exact. */
interface Piece {
  readonly statement: NormalStatement;
  readonly resource: string;
  /** bytes of the resource with its quotes */
  readonly bytes: number;
  /** bytes of the statement without resources */
  readonly frame: number;
}

/**
 * Documents of at most `MAX_POLICY_BYTES` bytes that together hold the statements.
 *
 * Where a document ends depends on the content near the end, not on how much stands before: an entry that is added moves
 * the entries beside it and leaves the other documents as they are. That matters because moving an entry
 * between two live policies takes two writes.
 *
 * @param statements in normal form and order
 * @returns `undefined` when a single resource of a statement, with one action, does not fit
 */
export function splitStatements(statements: readonly NormalStatement[]): PolicyDocument[] | undefined {
  const divided = statements.map(divideActions);
  if (!divided.every((parts) => parts !== undefined)) return undefined;
  const pieces = divided.flat().flatMap(piecesOf);
  const documents: PolicyDocument[] = [];
  for (let start = 0; start < pieces.length; ) {
    const end = cutAfter(pieces, start);
    documents.push(documentOf(pieces.slice(start, end)));
    start = end;
  }
  return documents;
}

/** The statement, its actions halved until each part fits with its longest resource. `NotAction` cannot be divided. */
function divideActions(statement: NormalStatement): NormalStatement[] | undefined {
  const room = MAX_POLICY_BYTES - EMPTY_DOCUMENT_BYTES;
  if (piecesOf(statement).every(({ bytes, frame }) => bytes + frame <= room)) return [statement];
  const actions = statement.Action ?? [];
  if (actions.length < 2) return undefined;
  const middle = Math.ceil(actions.length / 2);
  const first = divideActions({ ...statement, Action: actions.slice(0, middle) });
  const second = divideActions({ ...statement, Action: actions.slice(middle) });
  return first === undefined || second === undefined ? undefined : [...first, ...second];
}

function piecesOf(statement: NormalStatement): Piece[] {
  const empty = formatDocument({ Version: '1', Statement: [{ ...statement, Resource: [] }] });
  const frame = byteLength(empty) - EMPTY_DOCUMENT_BYTES;
  return statement.Resource.map((resource) => ({
    statement,
    resource,
    bytes: byteLength(JSON.stringify(resource)),
    frame,
  }));
}

/**
 * The end (exclusive) of the document that starts at `start`: among the last quarter of the pieces that fit, the place before the
 * piece with the lowest hash. The same piece wins again as long as it stays in that quarter.
 */
function cutAfter(pieces: readonly Piece[], start: number): number {
  const full = firstThatDoesNotFit(pieces, start);
  if (full === pieces.length) return full;
  let cut = full;
  for (let at = full - 1; at > start + (full - start) * 0.75; at -= 1) {
    if (hash(pieces[at]!.resource) < hash(pieces[cut]!.resource)) cut = at;
  }
  return cut;
}

function firstThatDoesNotFit(pieces: readonly Piece[], start: number): number {
  let size = EMPTY_DOCUMENT_BYTES;
  for (let at = start; at < pieces.length; at += 1) {
    const { statement, bytes, frame } = pieces[at]!;
    const continues = at > start && pieces[at - 1]!.statement === statement;
    const comma = at > start ? 1 : 0;
    size += comma + bytes + (continues ? 0 : frame);
    if (size > MAX_POLICY_BYTES) return at;
  }
  return pieces.length;
}

function documentOf(pieces: readonly Piece[]): PolicyDocument {
  const groups = Map.groupBy(pieces, ({ statement }) => statement);
  const statements = [...groups].map(([statement, held]) => ({
    ...statement,
    Resource: held.map(({ resource }) => resource),
  }));
  return { Version: '1', Statement: statements };
}

/** FNV-1a and a final mix, so that names that differ in their last letter land far apart. Nothing depends on it being hard to invert. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
