import { Redactor } from '../alibaba/redact.ts';

/** Everything secret of one run: masked in the log and taken out of texts from outside, from its birth on. */
export class Secrets {
  readonly #redactor = new Redactor();
  readonly #known = new Set<string>();
  readonly #onSecret: (secret: string) => void;

  /** @param onSecret masks a secret in the log; called once for each, before it is used */
  constructor(onSecret: (secret: string) => void) {
    this.#onSecret = onSecret;
  }

  learn(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (!secret || this.#known.has(secret)) continue;
      this.#known.add(secret);
      this.#onSecret(secret);
      this.#redactor.add(...formsOf(secret));
    }
  }

  /** A password also travels as `base64(user:password)`: in the header and in config.json. */
  learnPassword(username: string, password: string): void {
    this.learn(password, Buffer.from(`${username}:${password}`).toString('base64'));
  }

  /** One printable line of limited length, without secrets. */
  clean(text: string): string {
    return this.#redactor.clean(text);
  }
}

/** The redactor knows base64 and `%2F`; a page may also hold `%2f`, hexadecimal, HTML entities or base64 twice. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const percent = encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const html = secret.replace(/[&<>"']/g, (c) => ENTITIES[c]!);
  return [secret, percent, html, hex, hex.toUpperCase(), bytes.toString('base64')];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
