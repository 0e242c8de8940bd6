import type { PolicyDocument } from '../policy/document.ts';
import type { AlreadyThere } from './compare-file.ts';
import type { HandMade } from './held-policies.ts';
import type { Recognised } from './make-room.ts';
import { meaningOf } from './meaning.ts';
import { type KnownWorld, recognise, wholeOf } from './recognise.ts';
import type { Part } from './types.ts';

/** A hand-made policy with the grants that take its place. */
export interface RecognisedPolicy extends HandMade, Recognised {
  readonly parts: ReadonlyMap<string, Part>;
}

/** Takes the policies apart, without those who hold them by a grant of the file already. */
export function recognisePolicies(
  policies: readonly HandMade[],
  known: KnownWorld,
  there: AlreadyThere,
): readonly RecognisedPolicy[] {
  const partsOf = new Map<PolicyDocument, readonly Part[]>();
  return policies.flatMap((held) => {
    const principals = held.principals.filter((principal) => !there.takesOver(held, principal));
    if (principals.length === 0) return [];
    const parts = partsOf.get(held.document) ?? recognise(held.document, known);
    partsOf.set(held.document, parts);
    const meant = withMeaning(parts, held);
    // Half of a policy in a grant of the file and half in a new one would be hard to follow.
    const isSplit = [...meant.keys()].some(there.has) && ![...meant.keys()].every(there.has);
    const chosen = isSplit ? withMeaning([wholeOf(held.document, known.now)], held) : meant;
    const grants = new Map([...chosen].map(([key, { documents }]) => [key, documents]));
    return [{ ...held, principals, parts: new Map([...chosen].map(([key, { part }]) => [key, part])), grants }];
  });
}

function withMeaning(parts: readonly Part[], { scope }: HandMade) {
  return new Map(
    parts.flatMap((part) => {
      const meaning = meaningOf(part, scope);
      return meaning === undefined ? [] : [[meaning.key, { part, documents: meaning.documents }] as const];
    }),
  );
}
