import { expect } from 'vitest';
import { assessPlan } from '../../../src/plan/assess.ts';
import { expectations } from '../../../src/plan/judges/expectations.ts';
import { guardrails } from '../../../src/plan/judges/guardrails.ts';
import { accountOf, configOf, NOW, OWNER, type World } from '../../support/world.ts';

export const REPOSITORY = 'acs:cr:cn-hangzhou:1234567890123456:repository/cri-prod000000000001';
export const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action, Resource, ...more }],
});
export const PUSH = ['cr:PushRepository', 'cr:PullRepository'];
export const custom = (name: string, document: unknown) => ({ name, document });

/** Findings of guardrails and expectations, as `ID message`. */
export function judged(body: string, world: World): readonly string[] {
  const input = { config: configOf(body), account: accountOf(world), owner: OWNER, adopt: [], now: NOW };
  const judges = assessPlan(input, [guardrails, expectations]).findings.filter(({ id }) => /^(GRD|TST)/.test(id));
  expect(judges.every(({ blocking }) => blocking)).toBe(true);
  return judges.map(({ id, message }) => `${id} ${message}`);
}

export const rule = (text: string): string => `guardrails: [{ id: rule, ${text} }]`;
/** Somebody holds a policy that is not the file's. */
export const holding = (document: unknown, world: World = {}): World => ({
  users: ['alice'],
  roles: ['ci'],
  others: [custom('own', document)],
  attached: ['user:alice own'],
  ...world,
});
