/**
 * A copy of data in which no string holds a secret. Redaction comes before anything is shortened or escaped: of a cut
 * secret nobody would know that it was one.
 */
export function redacted<Value>(value: Value, redact: (text: string) => string): Value {
  if (typeof value === 'string') return redact(value) as Value;
  if (Array.isArray(value)) return value.map((item) => redacted<unknown>(item, redact)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [redact(key), redacted<unknown>(member, redact)]),
  ) as Value;
}
