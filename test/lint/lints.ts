import { runLints } from '../../src/lint/run-lints.ts';
import { accountAfter } from '../../src/plan/account-after.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Finding } from '../../src/plan/types.ts';
import { accountOf, configOf, NOW, OWNER, type World } from '../support/world.ts';

export interface Statement {
  readonly [element: string]: unknown;
}

/** The findings of a file alone, as `validate` has them. */
export const lintFile = (body: string): readonly Finding[] =>
  runLints({ config: configOf(body), before: undefined, after: undefined, changes: [], now: NOW, owner: OWNER });

/** The findings of a file's plan against an account. */
export function lintPlan(body: string, world: World): readonly Finding[] {
  const config = configOf(body);
  const before = accountOf(world);
  const { changes } = makePlan({ config, account: before, owner: OWNER, adopt: [], now: NOW });
  return runLints({ config, before, after: accountAfter(before, changes), changes, now: NOW, owner: OWNER });
}

/** A grant with RAM statements. */
export const grantOf = (statements: readonly Statement[], to = 'user:alice'): string =>
  `grants: { raw: { statements: ${JSON.stringify(statements)}, to: ${JSON.stringify(to)} } }`;

export const documentOf = (...statements: readonly Statement[]) => ({ Version: '1', Statement: statements });

export const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[],
  more: Statement = {},
): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
export const deny = (
  Action: string | readonly string[],
  Resource: string | readonly string[],
  more: Statement = {},
): Statement => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});

export const PROD = 'acs:cr:cn-hangzhou:*:repository/cri-prod000000000001';

/** An account in which alice holds one live custom policy. */
export const liveWorld = (document: unknown, more: World = {}): World => ({
  users: ['alice'],
  others: [{ name: 'live', document }],
  attached: ['user:alice live'],
  ...more,
});

/** Findings of one rule, as their keys. */
export const keysOf = (findings: readonly Finding[], id: string): readonly string[] =>
  findings.filter((finding) => finding.id === id).map(({ key }) => key);

/** Findings as `ID key`, blocking ones with a leading `!`. */
export const judged = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ id, key, blocking }) => `${blocking ? '!' : ''}${id} ${key}`);
