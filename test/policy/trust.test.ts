import { describe, expect, it } from 'vitest';
import { federatedStatements } from '../../src/policy/trust.ts';

const PROVIDER = 'acs:ram::1234567890123456:oidc-provider/github';
const AUDIENCE = { StringEquals: { 'oidc:aud': 'x', 'oidc:iss': 'y' } };
const assumed = (more: object = {}) => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Federated: PROVIDER },
  ...more,
});
const read = (...statements: unknown[]) => federatedStatements({ Version: '1', Statement: statements });

describe('the identity providers that a trust policy names', () => {
  it.each([undefined, null, 'text', [], {}, { Statement: 'text' }, { Statement: assumed() }])(
    'are not known of what is no policy: %j',
    (trust) => {
      expect(federatedStatements(trust)).toBeUndefined();
    },
  );

  it('are one or several; other principals and what is no statement name none', () => {
    const several = [PROVIDER, `${PROVIDER}2`];
    const found = read(
      'text',
      assumed({ Principal: { RAM: '*' } }),
      assumed({ Principal: '*' }),
      assumed({ Principal: { Federated: [...several, 1] } }),
      assumed(),
    );
    expect(found?.map(({ index, effect, providers }) => ({ index, effect, providers }))).toEqual([
      { index: 4, effect: 'Allow', providers: several },
      { index: 5, effect: 'Allow', providers: [PROVIDER] },
    ]);
  });

  it.each<[unknown, boolean]>([
    [undefined, true],
    [{}, true],
    [AUDIENCE, true],
    [{ ...AUDIENCE, StringLike: { 'oidc:sub': ['a', 'b'] } }, true],
    [{ ...AUDIENCE, StringLike: 'text' }, false],
    [{ StringLike: { 'oidc:sub': { not: 'text' } } }, false],
    ['text', false],
  ])('come with a whole condition, or are known not to: %j', (Condition, isWhole) => {
    expect(read(assumed({ Condition }))).toMatchObject([{ isWhole }]);
  });
});
