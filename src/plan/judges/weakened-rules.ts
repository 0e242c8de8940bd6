import type { Weakening } from '../../config/weakened.ts';
import type { AccessJudge } from '../assess.ts';
import { warning } from '../guards/guard.ts';

/** SET01: a change that weakens the rules by which it is judged is judged by those that were there before it. */
export const weakenedRules =
  (weakenings: readonly Weakening[]): AccessJudge =>
  () =>
    weakenings.map((weakening) =>
      warning('SET01', 'high', {
        ...weakening,
        remedy: 'It counts from the next change on; until then the rules of the base branch judge.',
      }),
    );
