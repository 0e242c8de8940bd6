import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegistryArea } from '../../src/policy/area.ts';
import { gainsVerb, holdsEverything, holdsVerb } from '../../src/policy/holds-verb.ts';
import { attach, decide, side, WORLD } from './access/support.ts';

const AREAS = ['*', 'a/*', 'a/b', 'b*'].map(
  (pattern): RegistryArea => ({
    registry: { name: 'main', edition: 'enterprise', instance: 'cri-a', region: 'cn-hangzhou' },
    pattern,
  }),
);
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  Action: fc.constantFrom('cr:PullRepository', 'cr:PushRepository', 'cr:*', 'cr:P*', 'cr:ListRepository', 'cr:List*'),
  Resource: fc.constantFrom(
    '*',
    ...['a/*', 'a/b', 'b*', '*', '*/b'].map((rest) => `acs:cr:*:*:repository/cri-a/${rest}`),
  ),
});
const statements = fc.array(statement, { minLength: 1, maxLength: 3 });
const verb = fc.constantFrom('pull', 'push', 'list', 'delete', 'admin');
const area = fc.constantFrom(...AREAS);

describe('whether a verb is gained', () => {
  it('is so wherever nothing of it was held and something is, and never where nothing is new', () => {
    fc.assert(
      fc.property(statements, statements, verb, area, (one, other, can, on) => {
        const [before, after] = [[attach(one)], [attach(other)]];
        const { answer, witness } = gainsVerb({ before, after }, can, on, WORLD);
        const [held, holds] = [before, after].map((attached) => holdsVerb(attached, can, on, WORLD));
        if (held!.some.answer === 'no') expect(answer).toBe(holds!.some.answer);
        if (can === 'pull' && held!.every.answer === 'yes') expect(answer).toBe('no');
        if (holds!.some.answer === 'no') expect(answer).toBe('no');
        expect(gainsVerb({ before, after: before }, can, on, WORLD).answer).toBe('no');
        if (answer === 'yes') expect(decide(side(...after), witness!)).toBe('allow');
        if (answer === 'yes' && can === 'pull') expect(decide(side(...before), witness!)).not.toBe('allow');
      }),
      { numRuns: 300 },
    );
  });
});

describe('whether everything is held', () => {
  it('means every verb on repositories, and all else there', () => {
    const full = attach([{ Effect: 'Allow', Action: 'cr:*', Resource: 'acs:cr:*:*:repository/cri-a/a/*' }]);
    expect(AREAS.map((on) => holdsEverything([full], on, WORLD).answer)).toEqual(['no', 'yes', 'yes', 'no']);
    const push = attach([{ Effect: 'Allow', Action: ['cr:P*', 'cr:Delete*'], Resource: '*' }]);
    expect(AREAS.map((on) => holdsEverything([push], on, WORLD).answer)).toEqual(['no', 'no', 'no', 'no']);
  });
});
