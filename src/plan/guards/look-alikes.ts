import type { Principal } from '../../policy/principal.ts';
import type { Change, Finding } from '../types.ts';
import { type Guard, type GuardContext, warning } from './guard.ts';

/**
 * NAM01: the plan gives something to a principal whose name reads like that of another one. RAM names are ASCII, where `l`,
 * `1` and `I`, `0` and `O`, `rn` and `m` are told apart by few readers and fonts.
 */
export const lookAlikes: Guard = (context) => {
  const twins = Map.groupBy(everybody(context), readsAs);
  const told = new Set<Principal>();
  const findings: Finding[] = [];
  for (const change of context.changes) {
    const principal = gaining(change);
    if (principal === undefined || told.has(principal)) continue;
    told.add(principal);
    const others = (twins.get(readsAs(principal)) ?? []).filter((other) => other !== principal);
    if (others.length === 0) continue;
    findings.push(
      warning('NAM01', 'medium', {
        key: principal,
        source: change.source,
        message: `the name ${principal} reads like ${others.join(', ')}`,
        remedy: 'Compare the names letter by letter: is this the one that is meant?',
      }),
    );
  }
  return findings;
};

/** Who gets something by a change: an attachment, a membership, or to exist. */
function gaining({ after }: Change): Principal | undefined {
  if (after?.kind === 'attachment') return after.principal;
  if (after?.kind === 'membership') return `user:${after.user}`;
  return after?.kind === 'user' ? `user:${after.name}` : undefined;
}

const everybody = ({ account, config }: GuardContext): readonly Principal[] => [
  ...new Set<Principal>([
    ...[...account.users.keys(), ...(config.users ?? []).map(({ name }) => name)].map(
      (name): Principal => `user:${name}`,
    ),
    ...[...account.groups.keys(), ...(config.groups ?? []).map(({ name }) => name)].map(
      (name): Principal => `group:${name}`,
    ),
    ...[...account.roles.keys()].map((name): Principal => `role:${name}`),
  ]),
];

/** What a hasty reader sees: equal for names that differ in such letters, in case, or in the signs between words alone. */
const readsAs = (principal: Principal): string =>
  principal
    .toLowerCase()
    .replaceAll('0', 'o')
    .replaceAll(/[1i]/g, 'l')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll(/[._-]/g, '');
