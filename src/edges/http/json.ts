/** A JSON object as it arrived: nothing about its fields is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object in a text; `undefined` when it is cut, not JSON or not an object. */
export function jsonObject(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;

/** The field's text; `''` when it is absent or no text. */
export function textOf(object: JsonObject | undefined, field: string): string {
  const value = object?.[field];
  return typeof value === 'string' ? value : '';
}
