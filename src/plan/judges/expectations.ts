import type { AccessConfig, Expectation } from '../../config/types.ts';
import type { World } from '../../policy/access/places.ts';
import type { Holdings } from '../../state/holdings.ts';
import type { AccessJudge } from '../assess.ts';
import { blocking } from '../guards/guard.ts';
import { areaText, verbQuestions } from './verb-questions.ts';

/** An expectation of the file that does not hold, and why. */
export interface Disappointment {
  readonly expectation: Expectation;
  readonly message: string;
}

/** Unit tests of access: `allowed: true` means all of it, `allowed: false` none of it; what is unknown meets neither. */
export function disappointments(
  config: Pick<AccessConfig, 'expect' | 'registries'>,
  world: World,
  holdings: Holdings,
): readonly Disappointment[] {
  const ask = verbQuestions(config, world);
  return config.expect.flatMap((expectation) => {
    const { who, can, on, allowed } = expectation;
    const attached = holdings.of(who);
    const { answer, witness } = allowed ? ask.every(attached, can, on) : ask.some(attached, can, on);
    if (answer === (allowed ? 'yes' : 'no')) return [];
    const is = answer === 'unknown' ? 'it is not certain' : allowed ? 'it is not' : 'it is allowed';
    const example = witness === undefined ? '' : `, e.g. ${witness.action} on ${witness.resource}`;
    const wanted = allowed ? 'may' : 'may not';
    return [{ expectation, message: `expected that ${who} ${wanted} ${can} on ${areaText(on)}: ${is}${example}` }];
  });
}

/** TST01: an expectation does not hold in the account as it would be. */
export const expectations: AccessJudge = ({ config }, { world, after }) =>
  disappointments(config, world, after).map(({ expectation, message }) =>
    blocking('TST01', 'error', {
      key: `expect/${expectation.who}`,
      source: expectation.source,
      message,
      remedy: 'Change the grants, or the expectation if it is wrong.',
    }),
  );
