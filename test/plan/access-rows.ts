import type { AccessReport, AccessRow } from '../../src/plan/access/types.ts';

/** What a test sees of one row: `+ user:alice pull,login prod:team/* (policy/acr-access-read)`. */
export function rowsOf({ access }: AccessReport): readonly string[] {
  return access.flatMap(({ principal, gained, lost }) => [
    ...gained.filter(isTold).map((row) => `+ ${principal} ${rowText(row)}`),
    ...lost.filter(isTold).map((row) => `− ${principal} ${rowText(row)}`),
  ]);
}

/** Rows that a verb stands for; what only the console asks for is in other tests. */
const isTold = ({ verbs }: AccessRow): boolean => verbs.length > 0;

function rowText({ verbs, area, via, certainty, when }: AccessRow): string {
  const except = area.exclude.length === 0 ? '' : ` except ${area.exclude.join(',')}`;
  const sure = certainty === 'certain' ? '' : ` ${certainty}`;
  const only = when === null ? '' : ` [${when.join(' | ')}]`;
  return `${verbs.join(',')} ${area.include.join(',')}${except} (${via.join(' ')})${sure}${only}`;
}

export const shadowText = ({ shadow }: AccessReport): readonly string[] =>
  shadow.map(
    ({ principal, verbs, area, via, certainty }) =>
      `${principal} ${verbs.join(',')} ${area.include.join(',')}${area.exclude.length === 0 ? '' : ` except ${area.exclude.join(',')}`} (${via.join(' ')})${certainty === 'certain' ? '' : ` ${certainty}`}`,
  );

export const silentText = ({ silent }: AccessReport): readonly string[] =>
  silent.map(({ key, kind, principal, because, still }) =>
    [key, kind, principal, because, ...still].filter((part) => part !== null).join(' '),
  );

const INSTANCE = 'cri-prod000000000001';
export const onProd = (path: string): string => `acs:cr:cn-hangzhou:*:repository/${INSTANCE}/${path}`;

/** A policy document of one statement for each pair of actions and resources. */
export const allow = (...pairs: readonly (readonly [string | readonly string[], string])[]) => ({
  Version: '1',
  Statement: pairs.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
});
export const deny = (Action: string, Resource: string) => ({
  Version: '1',
  Statement: [{ Effect: 'Deny', Action, Resource }],
});

export const INVENTORY = {
  instances: [
    {
      id: INSTANCE,
      name: 'acme',
      region: 'cn-hangzhou',
      resourceGroup: 'rg-team',
      namespaces: [
        { name: 'team', repositories: ['api', 'web', 'base/node', 'base/java'] },
        { name: 'other', repositories: ['secret'] },
      ],
    },
  ],
  personal: [{ region: 'cn-hangzhou', namespaces: [{ name: 'old', repositories: ['app'] }] }],
};
