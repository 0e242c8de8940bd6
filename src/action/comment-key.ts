import { createHash } from 'node:crypto';

/** What one comment or issue is about: two files, accounts or workflows never share one. */
export interface CommentSubject {
  /** `owner/repo` */
  readonly repository: string;
  /** path of the workflow file, without a ref */
  readonly workflow: string;
  /** path of the access file from the repository's root */
  readonly path: string;
  readonly account: string;
}

/** 16 hex digits of SHA-256. */
export const commentKey = ({ repository, workflow, path, account }: CommentSubject): string =>
  createHash('sha256')
    .update(JSON.stringify([repository, workflow, path, account]))
    .digest('hex')
    .slice(0, 16);

/** The whole first line of a comment or issue of ours. */
export const marker = (kind: 'plan' | 'drift' | 'apply', key: string): string =>
  `<!-- acr-access:${kind} v1 key=${key} -->`;
