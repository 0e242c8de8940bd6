import type { Clock } from '../../ports.ts';
import type { AccessKey } from './credentials.ts';
import type { TemporaryKey } from './oidc.ts';

/** A session is renewed when less than this is left: a call that starts with it must not end without it. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** Holds the key that requests are signed with, and renews a temporary one before it expires. */
export class KeySource {
  readonly #renew: () => Promise<TemporaryKey>;
  readonly #clock: Clock;
  #held: { readonly key: AccessKey; readonly renewAt: number } | undefined;
  #renewing: Promise<AccessKey> | undefined;

  constructor(renew: () => Promise<TemporaryKey>, clock: Clock) {
    this.#renew = renew;
    this.#clock = clock;
  }

  /** The current key; renews it first where needed, once for all who ask meanwhile. */
  key(): Promise<AccessKey> {
    if (this.#held !== undefined && this.#now() < this.#held.renewAt) return Promise.resolve(this.#held.key);
    this.#renewing ??= this.#next().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #next(): Promise<AccessKey> {
    const key = await this.#renew();
    // Where the clock of this machine is ahead, little seems to be left from the start: renew at half of that.
    const left = key.expiresAt.getTime() - this.#now();
    this.#held = { key, renewAt: key.expiresAt.getTime() - Math.min(RENEW_BEFORE_MS, left / 2) };
    return key;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
