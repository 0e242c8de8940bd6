import type { Principal } from '../policy/principal.ts';
import { policyKey } from '../state/types.ts';
import type { GuardContext } from './guards/guard.ts';
import type { Change } from './types.ts';

/** Whom a change touches: the principal itself, and the members of a group, as they are now. */
export class Reach {
  readonly #members: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #holders = new Map<string, Set<Principal>>();

  constructor({ account, desired }: Pick<GuardContext, 'account' | 'desired'>) {
    this.#members = account.members;
    const add = (key: string, principal: Principal): void => {
      const holders = this.#holders.get(key);
      if (holders === undefined) this.#holders.set(key, new Set([principal]));
      else holders.add(principal);
    };
    for (const { type, policy, principal } of account.attachments) add(policyKey(type, policy), principal);
    for (const resource of desired.state.values()) {
      if (resource.kind === 'attachment') add(policyKey(resource.type, resource.policy), resource.principal);
    }
  }

  /** Principals whose access the change may alter; groups and their members both. */
  of(change: Change): ReadonlySet<Principal> {
    switch (change.kind) {
      case 'attachment':
        return this.#withMembers([(change.after ?? change.before).principal]);
      case 'membership':
        return new Set([`user:${(change.after ?? change.before).user}` as const]);
      case 'policy':
        return this.#withMembers(this.#holders.get(policyKey('Custom', (change.after ?? change.before).name)) ?? []);
      case 'user':
        return new Set([`user:${(change.after ?? change.before).name}` as const]);
      case 'group':
        return new Set();
    }
  }

  #withMembers(principals: Iterable<Principal>): ReadonlySet<Principal> {
    const reached = new Set<Principal>(principals);
    for (const principal of principals) {
      if (!principal.startsWith('group:')) continue;
      for (const user of this.#members.get(principal.slice('group:'.length)) ?? []) reached.add(`user:${user}`);
    }
    return reached;
  }
}
