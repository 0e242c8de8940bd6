import { changeDigest, sideDigest } from './digest.ts';
import type { Action, Change } from './types.ts';

/** A change as an approval keeps it. */
export interface ApprovedChange {
  readonly digest: string;
  /** short digests of the two sides */
  readonly before: string;
  readonly after: string;
  readonly action: Action;
  readonly key: string;
}

export const approvedChange = (change: Change): ApprovedChange => ({
  digest: changeDigest(change),
  before: sideDigest(change.before),
  after: sideDigest(change.after),
  action: change.action,
  key: change.key,
});

export const changeLine = ({ digest, before, after, action, key }: ApprovedChange): string =>
  `${digest} ${before}-${after} ${action} ${encoded(key)}`;

const LINE = /^([0-9a-f]{32}) ([0-9a-f]{8})-([0-9a-f]{8}) (create|update|delete) (\S+)$/;

/** Undefined for what `changeLine` does not write. */
export function readChangeLine(line: string): ApprovedChange | undefined {
  const [, digest, before, after, action, written] = LINE.exec(line) ?? [];
  const key = written === undefined ? undefined : decoded(written);
  if (key === undefined) return undefined;
  return { digest: digest!, before: before!, after: after!, action: action as Action, key };
}

/** Percent-encoded: it cannot end a line, a word or a code fence. */
export const encoded = (text: string): string => encodeURI(text.toWellFormed());

/** Undefined for a broken escape, which `encoded` does not write. */
export function decoded(written: string): string | undefined {
  try {
    return decodeURI(written);
  } catch {
    return undefined;
  }
}

/** A change in words, from what an approval keeps of it: `attach` and the names in backticks. */
export function approvedWords({ action, key }: Pick<ApprovedChange, 'action' | 'key'>): string {
  const [kind, ...names] = key.split('/');
  if (kind === 'attachment' && names.length === 4) {
    const [principal, , policy, scope] = names;
    const where = scope === 'account' ? '' : ` in \`${scope}\``;
    return action === 'delete'
      ? `detach \`${policy}\` from \`${principal}\`${where}`
      : `attach \`${policy}\` to \`${principal}\`${where}`;
  }
  if (kind === 'membership' && names.length === 2) {
    const [group, user] = names;
    return action === 'delete'
      ? `remove \`user:${user}\` from \`group:${group}\``
      : `add \`user:${user}\` to \`group:${group}\``;
  }
  return ['policy', 'user', 'group'].includes(kind!)
    ? `${action} ${kind} \`${names.join('/')}\``
    : `${action} \`${key}\``;
}
