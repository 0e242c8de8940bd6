import type { World } from '../../policy/access/places.ts';
import { type AccessDiff, diffAccess } from '../../policy/diff-access.ts';
import type { AttachedDocument } from '../../policy/evaluate.ts';

/** Many principals hold the same policies: equal signatures are equal questions. */
export function signatures(): (attached: readonly AttachedDocument[]) => string {
  const documents = new Map<unknown, number>();
  const idOf = (document: unknown): number => {
    const known = documents.get(document) ?? documents.size;
    documents.set(document, known);
    return known;
  };
  return (attached) =>
    JSON.stringify(
      attached.map(({ policy, type, scope, via, document }) => [policy, type, scope, via, idOf(document)]),
    );
}

/** The access difference, worked out once for each pair of sets of policies. */
export function sharedDiff(
  worldBefore: World,
  worldAfter: World = worldBefore,
): (before: readonly AttachedDocument[], after: readonly AttachedDocument[]) => AccessDiff {
  const signatureOf = signatures();
  const known = new Map<string, AccessDiff>();
  return (before, after) => {
    const key = `${signatureOf(before)} ${signatureOf(after)}`;
    const diff =
      known.get(key) ??
      diffAccess({ before: { world: worldBefore, attached: before }, after: { world: worldAfter, attached: after } });
    known.set(key, diff);
    return diff;
  };
}
