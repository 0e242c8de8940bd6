import type { Principal } from '../policy/principal.ts';
import { ACCOUNT_SCOPE } from '../policy/principal.ts';
import type { LintedDocument } from './rule.ts';

type Documents = readonly LintedDocument[];

const indexes = new WeakMap<Documents, ReadonlyMap<Principal, Documents>>();

/** Judged documents that a principal holds by its own name for the whole account; indexed once for each side. */
export function documentsHeldBy(principal: Principal, documents: Documents): Documents {
  let index = indexes.get(documents);
  if (index === undefined) {
    index = indexOf(documents);
    indexes.set(documents, index);
  }
  return index.get(principal) ?? [];
}

function indexOf(documents: Documents): ReadonlyMap<Principal, Documents> {
  const index = new Map<Principal, LintedDocument[]>();
  for (const document of documents) {
    const holders = document.attachments.filter(({ scope }) => scope === ACCOUNT_SCOPE);
    for (const principal of new Set(holders.map((held) => held.principal))) {
      const held = index.get(principal);
      if (held === undefined) index.set(principal, [document]);
      else held.push(document);
    }
  }
  return index;
}
