/**
 * Times the access difference: patterns by number, whole accounts, and hostile documents.
 * `npx node bench/access-diff.ts [PART OF A NAME]`
 */
import { globDifference } from '../src/policy/access/glob-difference.ts';
import { type AccessDiff, diffAccess } from '../src/policy/diff-access.ts';
import type { AttachedDocument } from '../src/policy/evaluate.ts';

/** A small generator with a fixed start: every run measures the same. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
const random = randomNumbers(7);
const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!;
const list = <Item>(length: number, make: (at: number) => Item): Item[] => Array.from({ length }, (_, at) => make(at));

function time<Result>(name: string, run: () => Result, note: (result: Result) => string = () => ''): void {
  if (!name.includes(process.argv[2] ?? '')) return;
  const start = performance.now();
  const result = run();
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(
    `${name.padEnd(48)} ${(performance.now() - start).toFixed(1).padStart(9)} ms  ${memory} MB  ${note(result)}`,
  );
}

const CHARACTERS = 'abcdefghabcd*?/'.split('');

function pattern(): string {
  return `repository/cri-x/${list(6 + random(6), () => pick(CHARACTERS)).join('')}`;
}

for (const [size, rounds] of [
  [1, 1000],
  [5, 1000],
  [10, 1000],
  [30, 1000],
  [100, 50],
  [1000, 10],
] as const) {
  const pairs = list(rounds, () => [list(size, pattern), list(size, pattern)] as const);
  time(`${rounds} x ${size} patterns against ${size}`, () => pairs.map(([a, b]) => globDifference(a, b)));
}

const world = {
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

function attachments(statements: number): AttachedDocument[] {
  const document = () => ({ Version: '1', Statement: list(statements / 2, statement) });
  const attach = (at: number) =>
    ({ policy: `p${at}`, type: 'Custom', scope: 'account', via: [], document: document() }) as const;
  return list(2, attach);
}

for (const [principals, statements] of [
  [20, 4],
  [50, 10],
  [200, 20],
  [1000, 10],
] as const) {
  const report = (diffs: readonly AccessDiff[]): string =>
    `${diffs.filter((diff) => diff.relation !== 'equivalent').length} changed, ${diffs.flatMap((diff) => [...diff.gained, ...diff.lost]).length} rows`;
  const compare = (before: readonly AttachedDocument[], after: readonly AttachedDocument[]): AccessDiff =>
    diffAccess({ before: { world, attached: before }, after: { world, attached: after } });
  const all = list(principals, () => [attachments(statements), attachments(statements)] as const);
  const name = `${principals} principals x ${statements} statements`;
  time(`${name}, half of them new`, () => all.map(([one, other]) => compare(one, [one[0]!, other[0]!])), report);
  time(`${name}, one more`, () => all.map(([one, other]) => compare(one, [...one, firstStatement(other[0]!)])), report);
}

function firstStatement({ document, ...attachment }: AttachedDocument): AttachedDocument {
  const { Statement } = document as { Statement: object[] };
  return { ...attachment, policy: 'more', document: { Version: '1', Statement: Statement.slice(0, 1) } };
}

const ARN = 'acs:cr:*:*:repository/cri-main0000000000/';
const HOSTILE: Readonly<Record<string, [string[], string[]]>> = {
  '40 stars': [[`${'*a'.repeat(40)}*`], [`${'*b'.repeat(40)}*`]],
  'runs of ?': [[`*a${'?'.repeat(30)}*b${'?'.repeat(30)}`], [`*b${'?'.repeat(30)}*a${'?'.repeat(30)}`]],
  '200 runs of ?': [list(100, (at) => `*a${'?'.repeat(at)}b*`), list(100, (at) => `*${'?'.repeat(at)}a?*`)],
  '3,000 characters': [['*a'.repeat(1500)], ['*a'.repeat(1499)]],
  '3,000 characters against themselves': [['*a'.repeat(1500)], [`${'*a'.repeat(1500)}*`]],
  '16,000 patterns': [list(16_000, (at) => `ns${at}/*`), list(16_000, (at) => `ns${at}/?*`)],
  '16,000 other patterns': [list(4_000, (at) => `ns${at}/*`), list(4_000, (at) => `ns${at}-x/*`)],
};
function hostile(rests: readonly string[], conditions: number): AttachedDocument {
  const resources = rests.map((rest) => ARN + rest);
  const conditioned = list(conditions, (at) => ({ Condition: { Bool: { [`acs:Key${at}`]: 'true' } } }));
  const Statement = [{}, ...conditioned].map((more) => ({
    Effect: 'Allow',
    Action: 'cr:*',
    Resource: resources,
    ...more,
  }));
  return { policy: 'p', type: 'Custom', scope: 'account', via: [], document: { Version: '1', Statement } };
}

for (const [name, sides] of Object.entries(HOSTILE)) {
  for (const conditions of [0, 4]) {
    const [before, after] = sides.map((rests) => hostile(rests, conditions));
    time(
      `hostile: ${name}, ${conditions} conditions`,
      () => diffAccess({ before: { world, attached: [before!] }, after: { world, attached: [after!] } }),
      (diff) => `${diff.relation} ${diff.certainty} ${diff.gained.length + diff.lost.length} rows`,
    );
  }
}
