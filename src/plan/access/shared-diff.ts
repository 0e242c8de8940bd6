import type { World } from '../../policy/access/places.ts';
import { type AccessDiff, diffAccess } from '../../policy/diff-access.ts';
import type { AttachedDocument } from '../../policy/evaluate.ts';

/** Many principals hold the same policies: the same question is asked once. */
export function sharedDiff(
  world: World,
): (before: readonly AttachedDocument[], after: readonly AttachedDocument[]) => AccessDiff {
  const documents = new Map<unknown, number>();
  const idOf = (document: unknown): number => {
    const known = documents.get(document) ?? documents.size;
    documents.set(document, known);
    return known;
  };
  const signature = (attached: readonly AttachedDocument[]): string =>
    JSON.stringify(
      attached.map(({ policy, type, scope, via, document }) => [policy, type, scope, via, idOf(document)]),
    );
  const known = new Map<string, AccessDiff>();
  return (before, after) => {
    const key = `${signature(before)} ${signature(after)}`;
    const diff =
      known.get(key) ?? diffAccess({ before: { world, attached: before }, after: { world, attached: after } });
    known.set(key, diff);
    return diff;
  };
}
