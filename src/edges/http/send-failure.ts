import { type NetworkFailure, networkFailure } from './network-failure.ts';

/** Why there is no whole answer; what it means for the caller is the caller's to say. */
export class SendFailure extends Error {
  readonly host: string;
  /** `not-encrypted` was never sent; `too-large` was received and answered */
  readonly meaning: NetworkFailure['meaning'] | 'not-encrypted' | 'too-large';
  readonly code: string;
  readonly proxyStatus: number | undefined;

  constructor(
    host: string,
    { meaning, code, proxyStatus }: { meaning: SendFailure['meaning']; code: string; proxyStatus?: number | undefined },
  ) {
    super(`${host}: ${code}`);
    this.host = host;
    this.meaning = meaning;
    this.code = code;
    this.proxyStatus = proxyStatus;
  }

  /** @param thrown by Node's network layers */
  static from(thrown: unknown, host: string): SendFailure {
    return new SendFailure(host, networkFailure(thrown));
  }
}
