import { freeTextProblem } from '../config/free-text.ts';
import { byText } from '../state/keys.ts';
import type { HeldPolicy } from './held-policies.ts';
import { meaningOf } from './meaning.ts';
import type { RecognisedPolicy } from './recognise-policies.ts';
import type { DraftGrant } from './types.ts';

export interface UnnamedGrant extends Omit<DraftGrant, 'name'> {
  /** equal for grants that become the same in RAM */
  readonly key: string;
}

/** One grant for each access and scope, to everybody who has it, whatever the policies are called that gave it. */
export function groupGrants(
  recognised: readonly RecognisedPolicy[],
  system: readonly HeldPolicy[],
): readonly UnnamedGrant[] {
  const sources = recognised.flatMap((policy) => [...policy.parts].map(([key, part]) => ({ key, part, policy })));
  const handMade = [...Map.groupBy(sources, ({ key }) => key)].map(([key, from]): UnnamedGrant => {
    const policies = from.map(({ policy }) => policy);
    const { access, until } = from[0]!.part;
    return {
      key,
      access,
      until,
      scope: policies[0]!.scope,
      to: unique(policies.flatMap(({ principals }) => principals)),
      replaces: unique(policies.map(({ policy }) => policy)),
      reason: reasonOf(policies),
      origins: originsOf(policies),
    };
  });
  return [...handMade, ...system.map(systemGrant)];
}

function systemGrant({ policy, scope, principals }: HeldPolicy): UnnamedGrant {
  const access = { kind: 'system-policy', policy } as const;
  const { key } = meaningOf({ access, until: undefined }, scope)!;
  const origins = ['Attached by hand; the policy is one of Alibaba Cloud.'];
  return { key, access, until: undefined, scope, to: unique(principals), replaces: [], reason: undefined, origins };
}

/** The description that people gave to the policy, where it is one and a file can hold it. */
function reasonOf(policies: readonly HeldPolicy[]): string | undefined {
  const texts = unique(policies.map(({ description }) => description.trim()).filter((text) => text !== ''));
  const [only, ...others] = texts;
  return only === undefined || others.length > 0 || freeTextProblem(only, 'reason', 1, 1024) ? undefined : only;
}

function originsOf(policies: readonly RecognisedPolicy[]): readonly string[] {
  const whole = unique(policies.filter(({ parts }) => parts.size === 1).map(({ policy }) => policy));
  const divided = unique(policies.filter(({ parts }) => parts.size > 1).map(({ policy }) => policy));
  return [
    ...(whole.length === 0 ? [] : [`Gives what the hand-made ${called(whole)}.`]),
    ...(divided.length === 0
      ? []
      : [`Gives a part of what the hand-made ${called(divided)}; other grants give the rest.`]),
  ];
}

const called = (names: readonly string[]): string =>
  names.length === 1 ? `policy ${names[0]} gives` : `policies ${names.join(', ')} give`;

const unique = <Text extends string>(texts: readonly Text[]): Text[] => [...new Set(texts)].sort(byText);
