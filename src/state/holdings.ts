import type { AttachedDocument } from '../policy/evaluate.ts';
import type { Principal } from '../policy/principal.ts';
import { documentAsOf } from './document-as-of.ts';
import type { Account, Attachment } from './types.ts';
import { policyKey } from './types.ts';

/**
 * Who holds which policies in an account: a user its own and those of its groups, a role its own. Groups are no
 * requesters: they show through their members. Indexed once, so that asking for every principal is linear.
 */
export class Holdings {
  readonly #documents: Account['documents'];
  readonly #byPrincipal = new Map<Principal, Attachment[]>();
  readonly #groupsOf = new Map<string, string[]>();
  /** every user and role of the account */
  readonly principals: readonly Principal[];

  /** @param now leaves out what has come to its end by then; without it every statement counts, whatever its time */
  constructor(
    {
      users,
      roles,
      members,
      attachments,
      documents,
    }: Pick<Account, 'users' | 'roles' | 'members' | 'attachments' | 'documents'>,
    now?: Date,
  ) {
    this.#documents =
      now === undefined
        ? documents
        : new Map([...documents].map(([key, document]) => [key, documentAsOf(document, now)]));
    for (const attachment of attachments) {
      const held = this.#byPrincipal.get(attachment.principal);
      if (held === undefined) this.#byPrincipal.set(attachment.principal, [attachment]);
      else held.push(attachment);
    }
    for (const [group, names] of members) {
      for (const user of names) {
        const groups = this.#groupsOf.get(user);
        if (groups === undefined) this.#groupsOf.set(user, [group]);
        else groups.push(group);
      }
    }
    this.principals = [
      ...[...users.keys()].map((name): Principal => `user:${name}`),
      ...[...roles.keys()].map((name): Principal => `role:${name}`),
    ];
  }

  /** The policies that decide what a user or role may do, with the way that they come by. */
  of(principal: Principal): readonly AttachedDocument[] {
    const own = this.#attached(principal, []);
    if (!principal.startsWith('user:')) return own;
    const groups = this.#groupsOf.get(principal.slice('user:'.length)) ?? [];
    return [...own, ...groups.flatMap((group) => this.#attached(`group:${group}`, [`group:${group}`]))];
  }

  #attached(holder: Principal, via: readonly string[]): readonly AttachedDocument[] {
    return (this.#byPrincipal.get(holder) ?? []).map(({ policy, type, scope }) => ({
      policy,
      type,
      scope,
      via,
      // A document that was not read is no document at all: the evaluator takes it as able to say anything.
      document: this.#documents.get(policyKey(type, policy)),
    }));
  }
}
