import type { Principal } from '../policy/principal.ts';
import type { LintContext } from './rule.ts';

/** Keeps what is made of a principal's holdings: one of many grants would otherwise have it made again for each of them. */
export function perPrincipal<T>(
  make: (principal: Principal, context: LintContext) => T,
): (principal: Principal, context: LintContext) => T {
  const sides = new WeakMap<LintContext, Map<Principal, T>>();
  return (principal, context) => {
    const known = sides.get(context) ?? new Map<Principal, T>();
    sides.set(context, known);
    const kept = known.get(principal);
    if (kept !== undefined) return kept;
    const made = make(principal, context);
    known.set(principal, made);
    return made;
  };
}
