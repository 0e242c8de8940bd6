import { diffAccess } from '../src/policy/diff-access.ts';
import { timesOf } from './access-times.ts';
import { type Edit, type Holder, holders, hostilePairs, world } from './access-worlds.ts';

/** Works out one set of access differences in a process of its own, so that its memory is only that of these. */

/** What a child says on its output, as JSON. */
export interface Compared {
  readonly wall: number;
  readonly cpu: number;
  /** the same documents to JSON and back */
  readonly copyCpu: number;
  readonly changed: number;
  readonly rows: number;
  readonly relation: string;
  readonly certainty: string;
}

const [first = '', statements, edit] = process.argv.slice(2);
const pairs: readonly Holder[] =
  edit === undefined
    ? [hostilePairs.find(({ name }) => name === first)!.documents()]
    : holders(Number(first), Number(statements), edit as Edit);
const counts = { changed: 0, rows: 0, relation: '', certainty: '' };
const times = timesOf(() => {
  for (const { before, after } of pairs) {
    const diff = diffAccess({ before: { world, attached: before }, after: { world, attached: after } });
    counts.relation = diff.relation;
    counts.certainty = diff.certainty;
    if (diff.relation !== 'equivalent') counts.changed += 1;
    counts.rows += diff.gained.length + diff.lost.length;
  }
});
const copy = timesOf(() => JSON.parse(JSON.stringify(pairs)));
const compared: Compared = { ...times, copyCpu: copy.cpu, ...counts };
console.log(JSON.stringify(compared));
