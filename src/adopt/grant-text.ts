import type { Registry } from '../policy/area.ts';
import type { Statement } from '../policy/document.ts';
import { ACCOUNT_SCOPE } from '../policy/principal.ts';
import type { DraftGrant } from './types.ts';
import { oneOrMore, type YamlValue } from './yaml-text.ts';

/** What a finding says about a grant: shown as a comment. */
export interface Advice {
  readonly id: string;
  readonly message: string;
  readonly remedy: string;
}

/** A grant as the file has it, keys in the order in which people read them. */
export function grantFields(grant: DraftGrant): Readonly<Record<string, YamlValue>> {
  const { access, reason, to, replaces, scope, until } = grant;
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(access.kind === 'level'
      ? { can: access.can, on: oneOrMore(access.on.map(({ registry, pattern }) => `${registry.name}:${pattern}`)) }
      : access.kind === 'statements'
        ? { statements: access.statements.map(statementFields) }
        : { policy: access.policy }),
    to: oneOrMore(to),
    ...(replaces.length === 0 ? {} : { replaces: oneOrMore(replaces) }),
    ...(scope === ACCOUNT_SCOPE ? {} : { scope }),
    ...(access.kind === 'level' && access.console ? { console: true } : {}),
    ...(access.kind === 'level' && access.create ? { create: true } : {}),
    ...(access.kind === 'level' && access.login !== undefined ? { login: access.login } : {}),
    ...(until === undefined ? {} : { until: until.replace(/T00:00:00Z$/, '') }),
  };
}

export const registryFields = (registry: Registry): Readonly<Record<string, YamlValue>> =>
  registry.edition === 'enterprise'
    ? { instance: registry.instance, region: registry.region }
    : { edition: 'personal', region: registry.region };

function statementFields({ Effect, Action, Resource, Condition }: Statement): YamlValue {
  const short = (value: Statement['Resource'] | undefined): YamlValue =>
    value === undefined ? [] : typeof value === 'string' ? value : oneOrMore(value);
  const conditions = Object.entries(Condition ?? {}).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, short(value)])),
  ]);
  return {
    Effect,
    Action: short(Action),
    Resource: short(Resource),
    ...(conditions.length === 0 ? {} : { Condition: Object.fromEntries(conditions) }),
  };
}

/** Why the grant is there, and what could be tighter, one comment each. */
export const grantComments = ({ origins }: DraftGrant, advice: readonly Advice[]): readonly string[] => [
  ...origins,
  ...advice.map(({ id, message, remedy }) => `Tighten (${id}): ${message}. ${remedy}`),
];
