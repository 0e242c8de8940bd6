import { createHmac, randomBytes } from 'node:crypto';

/** Key of the proofs of one write. */
export const newSalt = (): string => randomBytes(32).toString('hex');

/** Tells whether two texts are the same, without holding either. */
export const proofOf = (salt: string, text: string): string =>
  createHmac('sha256', Buffer.from(salt, 'hex')).update(text).digest('hex');
