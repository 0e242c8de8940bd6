import type { Clock } from '../../ports.ts';
import type { AccessKey } from './credentials.ts';
import type { TemporaryKey } from './oidc.ts';

/** A session is renewed when less than this is left: a call that starts with it must not end without it. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** Holds the key that requests are signed with, and renews a temporary one before it expires. */
export class KeySource {
  readonly #renew: (() => Promise<TemporaryKey>) | undefined;
  readonly #clock: Clock;
  #key: AccessKey | TemporaryKey | undefined;
  #renewing: Promise<TemporaryKey> | undefined;

  constructor(options: { key: AccessKey; clock: Clock } | { renew: () => Promise<TemporaryKey>; clock: Clock }) {
    this.#clock = options.clock;
    if ('key' in options) this.#key = options.key;
    else this.#renew = options.renew;
  }

  /** The current key; renews it first where needed, once for all who ask meanwhile. */
  async key(): Promise<AccessKey> {
    if (this.#key !== undefined && this.#isFresh(this.#key)) return this.#key;
    if (this.#renew === undefined) throw new Error('a key that expires needs a way to renew it');
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    this.#key = await this.#renewing;
    return this.#key;
  }

  #isFresh(key: AccessKey | TemporaryKey): boolean {
    if (!('expiresAt' in key)) return true;
    return key.expiresAt.getTime() - this.#clock.now().getTime() > RENEW_BEFORE_MS;
  }
}
