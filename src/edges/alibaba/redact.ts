/** Longest text of a service that goes into one of our messages. */
const MAX_SERVICE_TEXT = 600;

/** Takes secrets, and what could forge a log line, out of text that came from outside. */
export class Redactor {
  readonly #secrets = new Set<string>();
  #shortest = Number.POSITIVE_INFINITY;

  /** From now on `secret` is removed wherever it appears: as it is, URL-encoded, or inside of base64 of any kind. */
  add(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      // Shorter ones would eat ordinary words; no key or token is that short.
      if (secret === undefined || secret.length < 6) continue;
      for (const form of [secret, encodeURIComponent(secret), ...base64Forms(secret)]) {
        this.#secrets.add(form);
        this.#shortest = Math.min(this.#shortest, form.length);
      }
    }
  }

  /** The text without the secrets that were added, and otherwise as it is. */
  redact(text: string): string {
    // Most texts of a plan are names that are shorter than any secret.
    if (text.length < this.#shortest) return text;
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, '***');
    return clean;
  }

  /** One printable line of limited length. Secrets go first: a cut secret would no longer be recognised. */
  clean(text: string): string {
    const clean = this.redact(text)
      .replace(/\b(?:LTAI|STS\.)[A-Za-z0-9-]{4,}/g, '***')
      .replace(/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '***')
      .replace(/(https?:\/\/)[^\s/@?#]*@/gi, '$1')
      .replace(/(https?:\/\/[^\s?#]*)[?#]\S*/gi, '$1')
      .replace(/[\p{Cc}\p{Cf}\u2028\u2029\p{Cs}]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
    return clean.length > MAX_SERVICE_TEXT ? `${clean.slice(0, MAX_SERVICE_TEXT)}…` : clean;
  }
}

/** The secret alone, and as the part of a longer text that base64 shows whole at each of the three alignments. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  });
  const forms = [bytes.toString('base64'), ...inside];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}
