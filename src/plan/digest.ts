import { createHash } from 'node:crypto';
import { canonicalDocument } from '../policy/canonical.ts';
import { byText } from '../state/keys.ts';
import type { FoundResource } from '../state/types.ts';
import type { Change } from './types.ts';

/**
 * What a plan is, in one line: the digest of the whole is made from the digests of the single changes, so that a later
 * difference can be named from the short digests alone. Covered: account, owner, and for each change action, kind, key,
 * before and after, with documents in canonical form. Not covered: reasons, sources, messages, times, counters.
 */
export function planDigest(account: string, owner: string, changes: readonly Change[]): string {
  return combineDigests(account, owner, changes.map(changeDigest));
}

/** The digest of the whole from the digests of the changes, in any order. */
export const combineDigests = (account: string, owner: string, changeDigests: readonly string[]): string =>
  `sha256:${sha256(canonicalJson(['acr-access plan 1', account, owner, [...changeDigests].sort(byText)]))}`;

/** 128 bits of SHA-256 as hex: long enough that nobody can make a second change with the digest of an approved one. */
export function changeDigest(change: Change): string {
  const { action, kind, key } = change;
  return sha256(canonicalJson([action, kind, key, canonical(change.before), canonical(change.after)])).slice(0, 32);
}

/** 8 hex digits that tell one side of a change from another one. Too short to prove anything: only for naming differences. */
export const sideDigest = (side: FoundResource | null): string => sha256(canonicalJson(canonical(side))).slice(0, 8);

const canonical = (resource: FoundResource | null): unknown =>
  resource?.kind === 'policy' ? { ...resource, document: canonicalDocument(resource.document) } : resource;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys and without undefined members. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => byText(a, b)));
  });
}
