import { characters, type Fit, type Order, UNLIMITED, utf8Bytes } from './fit.ts';

/** In a comment losses and the most powerful gains both get room; details come after what everybody has to see. */
const COMMENT_ORDER: Order = [
  ['blocking', 0.5],
  ['weakened', 0.5],
  ['losses', 0.5],
  ['gains', 1],
  ['silent', 1],
  ['removals', 1],
  ['changes', 1],
  ['introduced', 1],
  ['standing', 1],
  ['shadow', 1],
  ['untouched', 1],
  ['contents', 1],
];

/** Where there is room for much, every removal is named before gains are counted. */
const SUMMARY_ORDER: Order = [
  ['blocking', 0.5],
  ['weakened', 0.5],
  ['losses', 1],
  ['removals', 1],
  ...COMMENT_ORDER.filter(([name]) => !['blocking', 'weakened', 'losses', 'removals'].includes(name)),
];

/** GitHub takes 65,536 characters; the rest is for a marker and for what the service may count otherwise. */
export const IN_COMMENT: Fit = {
  size: characters(59_900),
  order: COMMENT_ORDER,
  whole: 'whole in the job summary and the plan JSON',
};

/** GitHub takes 65,535 for a check; in bytes, so that it does not matter how they are counted. */
export const IN_CHECK: Fit = { ...IN_COMMENT, size: utf8Bytes(65_000) };

/** GitHub takes 1 MiB of a step's summary. */
export const IN_SUMMARY: Fit = { size: utf8Bytes(900_000), order: SUMMARY_ORDER, whole: 'whole in the plan JSON' };

export const IN_FULL: Fit = { size: UNLIMITED, order: SUMMARY_ORDER, whole: '' };
