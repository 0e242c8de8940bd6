import type { Principal, PrincipalKind } from '../policy/principal.ts';
import type { Problem } from './issue-list.ts';
import { nameProblem } from './names.ts';
import { nearest } from './nearest.ts';
import { quotedName } from './visible-text.ts';

const KINDS: readonly PrincipalKind[] = ['user', 'group', 'role'];

/** `user:NAME`, `group:NAME` or `role:NAME`; or what is wrong with it. */
export function parsePrincipal(written: string): { readonly principal: Principal } | { readonly problem: Problem } {
  const colon = written.indexOf(':');
  const kind = written.slice(0, Math.max(0, colon));
  const name = written.slice(colon + 1);
  if (colon < 0) {
    const valid = nameProblem('user', written) === undefined;
    return {
      problem: {
        code: 'bad-principal',
        message: `${quotedName(written)} does not say whether it is a user, a group or a role`,
        hint: valid
          ? `user:${written}, group:${written} or role:${written}?`
          : 'write user:NAME, group:NAME or role:NAME',
      },
    };
  }
  if (!isKind(kind)) {
    const near = nearest(kind, KINDS);
    return {
      problem: {
        code: 'bad-principal',
        message: `${quotedName(written)} starts with ${quotedName(kind)}, which is no kind of principal`,
        hint: near === undefined ? 'write user:NAME, group:NAME or role:NAME' : `did you mean "${near}:…"?`,
      },
    };
  }
  const problem = nameProblem(kind, name);
  return problem === undefined ? { principal: `${kind}:${name}` } : { problem };
}

const isKind = (kind: string): kind is PrincipalKind => KINDS.some((known) => known === kind);
