import type { AccessConfig, Grant } from '../config/types.ts';
import { compileGrant } from '../policy/compile.ts';
import { formatDocument } from '../policy/format.ts';
import type { Scope } from '../policy/principal.ts';
import type { DraftAccess } from './types.ts';

/** What a grant becomes in RAM: equal texts are equal grants, however they are written. */
export interface Meaning {
  readonly key: string;
  /** policies in RAM; 0 for a system policy, which is there already */
  readonly documents: number;
}

/** @returns `undefined` when it cannot become RAM documents */
export function meaningOf(
  { access, until }: { readonly access: DraftAccess; readonly until: string | undefined },
  scope: Scope,
): Meaning | undefined {
  if (access.kind === 'system-policy') {
    return { key: JSON.stringify([scope, access.policy]), documents: 0 };
  }
  const compiled = compileGrant({ access, until });
  if (!compiled.ok) return undefined;
  return {
    key: JSON.stringify([scope, ...compiled.documents.map(formatDocument)]),
    documents: compiled.documents.length,
  };
}

/** The meaning of a grant that a file has. */
export function meaningOfGrant(grant: Grant, { registries }: Pick<AccessConfig, 'registries'>): Meaning | undefined {
  const { access, until, scope, create, console, login } = grant;
  if (access.kind !== 'level') return meaningOf({ access, until }, scope);
  const on = access.on.flatMap(({ registry, pattern }) =>
    registries.filter(({ name }) => name === registry).map((found) => ({ registry: found, pattern })),
  );
  return meaningOf({ access: { ...access, on, create, console, login }, until }, scope);
}
