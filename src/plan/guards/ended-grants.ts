import { type Guard, warning } from './guard.ts';

/** EXP01: a grant of the file has ended; it gives nothing, and the file still reads as if it did. */
export const endedGrants: Guard = ({ desired }) =>
  desired.expired.map((grant) =>
    warning('EXP01', 'medium', {
      key: `grant/${grant.name}`,
      source: grant.source,
      introduced: false,
      message: `grant ${grant.name} ended at ${grant.until}`,
      remedy: 'Remove it from the file, or give it a later `until`.',
    }),
  );
