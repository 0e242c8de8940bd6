import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runPlan } from '../../src/pipeline.ts';
import { planDigest } from '../../src/plan/digest.ts';
import type { Change, Plan } from '../../src/plan/types.ts';
import { anyAccount, anyFile, type WrittenFile } from '../support/arbitraries.ts';
import { MemoryAccount } from '../support/memory-account.ts';
import type { Seed, World } from '../support/memory-world.ts';
import { portsOf, requestOf } from './runs.ts';

const planFor = async (file: WrittenFile, account: MemoryAccount): Promise<Plan> =>
  (await runPlan(requestOf(file), portsOf(account))).plan;

/** A shuffle that depends only on `seed`. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const keyed = items.map((item, index) => ({ item, key: Math.imul(seed + index + 1, 2654435761) >>> 0 }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** The same data with every list and the keys of every object in another order. */
function reordered(value: unknown, seed: number): unknown {
  if (Array.isArray(value))
    return shuffled(
      value.map((entry) => reordered(entry, seed + 1)),
      seed,
    );
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    shuffled(Object.entries(value), seed).map(([key, entry]) => [key, reordered(entry, seed + 1)]),
  );
}

const shuffledMap = <T>(map: ReadonlyMap<string, T>, seed: number): Map<string, T> => new Map(shuffled([...map], seed));

function reorderedText(text: string, seed: number): string {
  try {
    return JSON.stringify(reordered(JSON.parse(text), seed));
  } catch {
    return text;
  }
}

/** The same account as another day's calls might list it. */
function reorderedWorld(world: World, seed: number): World {
  const policies = [...world.policies].map(([key, policy]) => {
    const versions = policy.versions.map((version) => ({ ...version, text: reorderedText(version.text, seed) }));
    return [key, { ...policy, versions }] as const;
  });
  return {
    ...world,
    users: shuffledMap(world.users, seed),
    groups: shuffledMap(world.groups, seed),
    roles: shuffledMap(world.roles, seed),
    policies: shuffledMap(new Map(policies), seed),
    attachments: shuffledMap(world.attachments, seed),
  };
}

test('the same file and account in any order make the same plan, digest and findings', async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, anyAccount, fc.nat(), async (file, seed, order) => {
      const account = new MemoryAccount(seed);
      const one = await planFor(file, account);
      const other = await planFor(
        reordered(file, order) as WrittenFile,
        new MemoryAccount(reorderedWorld(account.copy().world, order)),
      );
      expect(other.digest).toBe(one.digest);
      expect(other.changes.map(({ action, key }) => `${action} ${key}`)).toEqual(
        one.changes.map(({ action, key }) => `${action} ${key}`),
      );
      const judged = (plan: Plan) => plan.findings.map(({ id, key, blocking }) => `${id} ${key} ${blocking}`).sort();
      expect(judged(other)).toEqual(judged(one));
    }),
    { numRuns: 180 },
  );
}, 120_000);

/** One thing at a time that makes a change another change. */
const alterations: ((change: Change) => unknown)[] = [
  (change) => ({ ...change, action: change.action === 'create' ? 'update' : 'create' }),
  (change) => ({ ...change, key: `${change.key}x` }),
  (change) => ({ ...change, kind: change.kind === 'user' ? 'group' : 'user' }),
  ...(['before', 'after'] as const).flatMap((side) => [
    (change: Change) => onResource(change, side, (resource) => (resource === null ? { name: 'x' } : null)),
    ...['name', 'description', 'displayName', 'comments', 'principal', 'policy', 'type', 'scope', 'group', 'user'].map(
      (field) => (change: Change) =>
        onResource(change, side, (resource) =>
          resource?.[field] === undefined ? resource : { ...resource, [field]: [resource[field]] },
        ),
    ),
    (change: Change) =>
      onResource(change, side, (resource) =>
        resource?.tags === undefined ? resource : { ...resource, tags: { ...(resource.tags as object), extra: '' } },
      ),
    ...['Action', 'Resource', 'Effect'].map(
      (field) => (change: Change) => onResource(change, side, (resource) => withStatement(resource, field)),
    ),
  ]),
];

type Fields = Record<string, unknown>;

function onResource(
  change: Change,
  side: 'before' | 'after',
  edit: (resource: Fields | null) => Fields | null,
): unknown {
  return { ...change, [side]: edit(change[side] as Fields | null) };
}

function withStatement(resource: Fields | null, field: string): Fields | null {
  const document = resource?.document as { Statement?: Fields[] } | undefined;
  const [first, ...others] = Array.isArray(document?.Statement) ? document.Statement : [];
  if (resource === null || first === undefined) return resource;
  const changed = field === 'Effect' ? (first.Effect === 'Allow' ? 'Deny' : 'Allow') : 'cr:Other';
  return { ...resource, document: { ...document, Statement: [{ ...first, [field]: changed }, ...others] } };
}

test('any single change of what a plan does gives another digest; reasons and lines do not', async () => {
  const effective = new Set<number>();
  await fc.assert(
    fc.asyncProperty(anyFile, anyAccount, fc.nat(), async (file, seed, pick) => {
      const { changes, account, owner, digest } = await planFor(file, new MemoryAccount(seed));
      fc.pre(changes.length > 0);
      const index = pick % changes.length;
      const change = changes[index]!;
      const digestWith = (altered: unknown) => planDigest(account, owner, changes.with(index, altered as Change));
      const before = JSON.stringify(change);
      for (const [position, alter] of alterations.entries()) {
        const altered = alter(change);
        if (JSON.stringify(altered) === before) continue;
        effective.add(position);
        expect(digestWith(altered), JSON.stringify(altered)).not.toBe(digest);
      }
      expect(planDigest(account, owner, changes.toSpliced(index, 1))).not.toBe(digest);
      expect(planDigest(account, owner, [...changes, change])).not.toBe(digest);
      expect(planDigest(`${account}0`, owner, changes)).not.toBe(digest);
      expect(planDigest(account, `${owner}x`, changes)).not.toBe(digest);
      expect(digestWith({ ...change, reason: 'another', source: { file: 'f', line: 9, column: 9 } })).toBe(digest);
    }),
    { numRuns: 200 },
  );
  expect(effective.size).toBe(alterations.length);
}, 120_000);

test('the digest of a plan for one account is none for another, and changes with any grant that does something', async () => {
  const grant = { can: 'pull', on: 'prod:extra/*', to: 'role:ci' };
  await fc.assert(
    fc.asyncProperty(anyFile, anyAccount, async (file, seed: Seed) => {
      const plan = await planFor(file, new MemoryAccount(seed));
      fc.pre(!file.settings.ignore.includes('role:*'));
      const more = { ...file, grants: { ...file.grants, extra: grant } } as WrittenFile;
      expect((await planFor(more, new MemoryAccount(seed))).digest).not.toBe(plan.digest);
    }),
    { numRuns: 60 },
  );
}, 120_000);
