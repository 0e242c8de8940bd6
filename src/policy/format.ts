import type { PolicyDocument, Statement } from './document.ts';

/** The exact text of a document that is sent to RAM: minified, with one order of keys. Its size is what the limit is about. */
export function formatDocument(document: PolicyDocument): string {
  return JSON.stringify({ Version: document.Version, Statement: document.Statement.map(orderKeys) });
}

/** A copy with the keys in the order in which they are sent; absent ones vanish when it is turned into text. */
function orderKeys(statement: Statement) {
  const { Effect, Action, NotAction, Resource, Condition } = statement;
  return { Effect, Action, NotAction, Resource, Condition };
}

const encoder = new TextEncoder();

/** UTF-8 bytes of a text. RAM's pages disagree on characters or bytes; bytes are the stricter reading. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}
