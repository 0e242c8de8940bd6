import type { Caller } from '../caller.ts';
import { sameText } from '../signature-acs3.ts';
import type { Store } from '../store.ts';

/** One registry: an Enterprise Edition instance by id, or the Personal Edition of a region. */
export type RegistryName = { readonly instance: string } | { readonly personal: string };

/** A temporary password: whose it is, where it holds and until when. */
export interface RegistryPassword {
  readonly username: string;
  readonly password: string;
  readonly caller: Caller;
  /** of the user or role that got it, so that another one that takes over the name gets nothing */
  readonly principalId: string | undefined;
  /** `personal: undefined`: asked for without naming a region, so that of every region */
  readonly registry: RegistryName | { readonly personal: undefined };
  readonly expires: Date;
}

/** The temporary passwords that GetAuthorizationToken of both editions has given out. */
export class RegistryPasswords {
  readonly #given = new Map<string, RegistryPassword>();

  /** Remembers a password for the caller as the store has it now. */
  give(password: Omit<RegistryPassword, 'principalId'>, store: Store, now: Date): void {
    for (const [old, { expires }] of this.#given) {
      if (expires > now) break;
      this.#given.delete(old);
    }
    this.#given.set(password.password, { ...password, principalId: principalOf(password.caller, store)?.id });
  }

  /** The password, unless it is wrong, over, or its owner is gone; with the caller under the name that it has now. */
  find(username: string, password: string, store: Store, now: Date): RegistryPassword | undefined {
    const found = this.#given.get(password);
    if (found === undefined || !sameText(found.username, username) || found.expires <= now) return undefined;
    const caller = callerNow(found, store);
    return caller && { ...found, caller };
  }
}

function principalOf(caller: Caller, store: Store) {
  if (caller.kind === 'user') return store.users.byKey.get(caller.name);
  return caller.kind === 'role' ? store.roles.byKey.get(caller.name) : undefined;
}

/** Users can be renamed; a user or role that was deleted and made again is another one. */
function callerNow({ caller, principalId }: RegistryPassword, store: Store): Caller | undefined {
  if (caller.kind === 'user') {
    const user = store.users.rows.find(({ id }) => id === principalId);
    return user && { ...caller, name: user.name };
  }
  return principalOf(caller, store)?.id === principalId ? caller : undefined;
}
