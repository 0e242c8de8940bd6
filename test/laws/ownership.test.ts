import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runApply, runPlan } from '../../src/pipeline.ts';
import { isBlocked } from '../../src/plan/types.ts';
import { anyAccount, anyAdoption, anyFile, PREFIX, type WrittenFile } from '../support/arbitraries.ts';
import { MemoryAccount } from '../support/memory-account.ts';
import type { World } from '../support/memory-world.ts';
import { OWNER } from '../support/world.ts';
import { portsOf, requestOf } from './runs.ts';

/** What a file may touch in a world, said again from the contract and without the program's own rules. */
class Domain {
  readonly #file: WrittenFile;
  readonly #world: World;
  readonly #adopt: readonly string[];

  constructor(file: WrittenFile, world: World, adopt: readonly string[]) {
    this.#file = file;
    this.#world = world;
    this.#adopt = adopt;
  }

  isIgnored(principal: string): boolean {
    return this.#file.settings.ignore.some((glob) =>
      glob.endsWith('*') ? principal.startsWith(glob.slice(0, -1)) : principal === glob,
    );
  }

  ownsUser = (name: string): boolean => Object.hasOwn(this.#section('users'), name);
  ownsGroup = (name: string): boolean => Object.hasOwn(this.#section('groups'), name);

  ownsMembership(group: string, user: string): boolean {
    const declared = this.#section('groups')[group] as { members?: unknown } | undefined;
    return declared?.members !== undefined && !this.isIgnored(`user:${user}`);
  }

  ownsPolicy(name: string): boolean {
    if (this.#file.grants === undefined || !name.startsWith(PREFIX)) return false;
    const found = this.#world.policies.get(`Custom/${name}`);
    const declared = Object.keys(this.#file.grants).some((grant) =>
      new RegExp(`^${PREFIX}${grant}(-\\d+)?$`).test(name),
    );
    if (found === undefined) return declared;
    if (found.tags['managed-by'] === 'acr-access' && found.tags['managed-by-file'] === OWNER) return true;
    const untagged = found.tags['managed-by'] === undefined || found.tags['managed-by-file'] === undefined;
    return untagged && declared && this.#adopt.includes(name);
  }

  ownsAttachment(principal: string, type: string, policy: string, scope: string): boolean {
    if (this.#file.grants === undefined || this.isIgnored(principal)) return false;
    if (type === 'Custom') return this.ownsPolicy(policy) || this.#replaces(principal, policy, scope);
    const enforced = (this.#file.settings as { systemPolicies?: string }).systemPolicies === 'enforce';
    return enforced && /^AliyunContainerRegistry(FullAccess|ReadOnlyAccess)$/.test(policy);
  }

  /** Only what is surely made by hand and about registries alone, and only where a grant gives something instead. */
  #replaces(principal: string, policy: string, scope: string): boolean {
    const found = this.#world.policies.get(`Custom/${policy}`);
    if (found === undefined || Object.keys(found.tags).length > 0) return false;
    if (!/^{"Version":"1","Statement":\[{"Effect":"Allow","Action":\[?"cr:/.test(found.versions.at(-1)!.text))
      return false;
    const isReported = (this.#file.settings as { systemPolicies?: string }).systemPolicies === 'report';
    return Object.values(this.#file.grants ?? {}).some(
      (grant) =>
        ((grant.replaces ?? []) as string[]).includes(policy) &&
        (grant.to as string[]).includes(principal) &&
        (grant.scope ?? 'account') === scope &&
        grant.until !== '2020-01-01' &&
        !(isReported && grant.policy !== undefined),
    );
  }

  owns(key: string): boolean {
    const [kind, first = '', second = '', third = '', fourth = ''] = key.split('/');
    if (kind === 'user') return this.ownsUser(first);
    if (kind === 'group') return this.ownsGroup(first);
    if (kind === 'membership') return this.ownsMembership(first, second);
    return kind === 'policy' ? this.ownsPolicy(first) : this.ownsAttachment(first, second, third, fourth);
  }

  /** Everything of a world that is not the file's, to the byte: all versions of policies, all fields. */
  rest({ users, groups, roles, policies, attachments }: World): unknown {
    return {
      users: [...users.values()].filter(({ name }) => !this.ownsUser(name)),
      groups: [...groups.values()].map(({ name, comments, members }) => ({
        ...(this.ownsGroup(name) ? {} : { name, comments }),
        members: members.filter((user) => !this.ownsMembership(name, user)),
      })),
      roles: [...roles],
      policies: [...policies.values()].filter(({ type, name }) => type === 'System' || !this.ownsPolicy(name)),
      attachments: [...attachments]
        .filter(([, { principal, type, policy, scope }]) => !this.ownsAttachment(principal, type, policy, scope))
        .map(([key]) => key),
    };
  }

  #section(name: string): Record<string, unknown> {
    return (this.#file[name] ?? {}) as Record<string, unknown>;
  }
}

/** Groups that the apply made have nothing that was there before. */
const existing = (world: World, before: World): World => ({
  ...world,
  groups: new Map([...world.groups].filter(([name]) => before.groups.has(name))),
});

test('a plan names only what is declared, or owned by its tags', async () => {
  const kinds = new Set<string>();
  let replaced = 0;
  await fc.assert(
    fc.asyncProperty(anyFile, anyAccount, anyAdoption, fc.boolean(), async (file, seed, adopt, blind) => {
      const account = new MemoryAccount(seed);
      if (blind) account.faults = [{ on: 'attachments', times: 1e6, kind: 'denied' }];
      const domain = new Domain(file, account.copy().world, adopt);
      const { plan } = await runPlan(requestOf(file, adopt), portsOf(account));
      expect(plan.changes.map(({ key }) => key).filter((key) => !domain.owns(key))).toEqual([]);
      for (const { kind, action } of plan.changes) kinds.add(`${action} ${kind}`);
      replaced += plan.changes.filter(({ key }) => key.includes('/other-read/')).length;
    }),
    { numRuns: 350 },
  );
  expect(replaced).toBeGreaterThan(3);
  expect([...kinds].sort()).toEqual([
    'create attachment',
    'create group',
    'create membership',
    'create policy',
    'create user',
    'delete attachment',
    'delete membership',
    'delete policy',
    'delete user',
    'update group',
    'update policy',
    'update user',
  ]);
}, 120_000);

test('an apply leaves everything else as it was, to the byte', async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, anyAccount, anyAdoption, async (file, seed, adopt) => {
      const account = new MemoryAccount(seed);
      const before = account.copy().world;
      const domain = new Domain(file, before, adopt);
      const { plan } = await runPlan(requestOf(file, adopt), portsOf(account));
      fc.pre(!isBlocked(plan));
      await runApply(requestOf(file, adopt), portsOf(account));
      expect(domain.rest(existing(account.world, before))).toEqual(domain.rest(before));
    }),
    { numRuns: 120 },
  );
}, 120_000);
