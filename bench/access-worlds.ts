import type { World } from '../src/policy/access/places.ts';
import type { AttachedDocument } from '../src/policy/evaluate.ts';

/** What access differences are measured on: the same on every machine. */

/** A small generator with a fixed start. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
const random = randomNumbers(7);
const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!;
export const list = <Item>(length: number, make: (at: number) => Item): Item[] =>
  Array.from({ length }, (_, at) => make(at));

const CHARACTERS = 'abcdefghabcd*?/'.split('');

/** A resource pattern of 6 to 11 characters behind an instance, some of them wildcards. */
export function pattern(): string {
  return `repository/cri-x/${list(6 + random(6), () => pick(CHARACTERS)).join('')}`;
}

/** Two instances, each in a resource group of its own. */
export const world: World = {
  account: '1234567890123456',
  instances: list(2, (at) => ({ id: `cri-main000000000${at}`, region: 'cn-hangzhou', resourceGroup: `rg-${at}` })),
  personal: [],
};
const ACTIONS = [
  'cr:*',
  'cr:Get*',
  'cr:List*',
  'cr:PullRepository',
  'cr:PushRepository',
  'cr:Create*',
  'cr:DeleteRepository',
];

/** One in five denies, one in eight is on everything, one in ten has a condition. */
function statement(): object {
  const resource = () =>
    `acs:cr:*:*:repository/${pick(world.instances).id}/${pick(['dev', 'qa', 'prod', 'team-a', 'team-b'])}${pick(['/*', '/api', '-?/*', '*', '/base-*'])}`;
  return {
    Effect: random(5) === 0 ? 'Deny' : 'Allow',
    Action: list(1 + random(3), () => pick(ACTIONS)),
    Resource: random(8) === 0 ? '*' : list(1 + random(4), resource),
    ...(random(10) === 0 ? { Condition: { IpAddress: { 'acs:SourceIp': `10.${random(4)}.0.0/16` } } } : {}),
  };
}

/** How each principal's two documents differ between before and after. */
export type Edit = 'a fifth of the statements new' | 'half of the statements new' | 'one statement more';

export interface Holder {
  readonly before: readonly AttachedDocument[];
  readonly after: readonly AttachedDocument[];
}

/** Principals with two documents of their own each: nothing that they hold is shared, so no work can be. */
export function holders(principals: number, statements: number, edit: Edit): Holder[] {
  return list(principals, () => {
    const [first, second] = list(2, () => list(statements / 2, statement));
    const fifth = (document: object[]) => document.map((one, at) => (at % 5 === 4 ? statement() : one));
    const changed = {
      'a fifth of the statements new': () => [fifth(first!), fifth(second!)],
      'half of the statements new': () => [first!, second!.map(statement)],
      'one statement more': () => [first!, second!, [statement()]],
    }[edit]();
    return { before: [first!, second!].map(attach), after: changed.map(attach) };
  });
}

function attach(statements: readonly object[], at: number): AttachedDocument {
  const document = { Version: '1', Statement: statements };
  return { policy: `p${at}`, type: 'Custom', scope: 'account', via: [], document };
}

/** One side of the holders as an account file: a user for each, with policies of its own. */
export function accountFile(sides: readonly (readonly AttachedDocument[])[]): unknown {
  const users = sides.map((_, at) => ({ name: `user-${at}` }));
  const held = sides.flatMap((attached, at) => attached.map((one) => ({ ...one, name: `${one.policy}-of-${at}`, at })));
  return {
    formatVersion: 1,
    account: world.account,
    users,
    policies: held.map(({ name, type, document }) => ({ name, type, document })),
    attachments: held.map(({ name, type, at }) => ({ principal: `user:user-${at}`, policy: name, type })),
    resourceGroups: world.instances.map(({ resourceGroup }) => ({ id: resourceGroup, name: resourceGroup })),
    instances: world.instances.map((instance) => ({ ...instance, name: instance.id })),
  };
}

export interface HostilePair {
  readonly name: string;
  /** what an exact answer says */
  readonly relation: 'equivalent' | 'more' | 'incomparable';
  documents(): Holder;
}

const ARN = 'acs:cr:*:*:repository/cri-main0000000000/';
type Rests = () => readonly string[];
const HOSTILE: readonly (readonly [string, HostilePair['relation'], Rests, Rests])[] = [
  ['40 stars', 'incomparable', () => [`${'*a'.repeat(40)}*`], () => [`${'*b'.repeat(40)}*`]],
  ['runs of ?', 'incomparable', () => [runs('a', 'b')], () => [runs('b', 'a')]],
  ['200 runs of ?', 'more', () => list(100, (at) => `*a${run(at)}b*`), () => list(100, (at) => `*${run(at)}a?*`)],
  ['3,000 characters', 'more', () => ['*a'.repeat(1500)], () => ['*a'.repeat(1499)]],
  ['3,000 characters and a star more', 'more', () => ['*a'.repeat(1500)], () => [`${'*a'.repeat(1500)}*`]],
  ['16,000 patterns, equal but for ?', 'equivalent', () => namespaces('/*'), () => namespaces('/?*')],
  ['16,000 patterns against others', 'incomparable', () => namespaces('/*'), () => namespaces('-x/*')],
];
const run = (length: number): string => '?'.repeat(length);
const runs = (one: string, other: string): string => `*${one}${run(30)}*${other}${run(30)}`;
const namespaces = (end: string): string[] => list(16_000, (at) => `ns${at}${end}`);

/** @param conditions statements that repeat the first one under a condition: each doubles the contexts to look at */
function hostileDocument(rests: readonly string[], conditions: number): AttachedDocument {
  const Resource = rests.map((rest) => ARN + rest);
  const conditioned = list(conditions, (at) => ({ Condition: { Bool: { [`acs:Key${at}`]: 'true' } } }));
  return attach(
    [{}, ...conditioned].map((more) => ({ Effect: 'Allow', Action: 'cr:*', Resource, ...more })),
    0,
  );
}

/** What somebody would write to keep the comparison busy. Built when asked for, so that a process holds only its own. */
export const hostilePairs: readonly HostilePair[] = HOSTILE.flatMap(([name, relation, ...sides]) =>
  [0, 4].map((conditions) => ({
    name: `${name}, ${conditions} conditions`,
    relation,
    documents: () => {
      const [before, after] = sides.map((rests) => [hostileDocument(rests(), conditions)]);
      return { before: before!, after: after! };
    },
  })),
);
