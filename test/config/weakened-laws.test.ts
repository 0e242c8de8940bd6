import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessConfig, Exception, Expectation, Guardrail } from '../../src/config/types.ts';
import { judgedConfig } from '../../src/config/weakened.ts';
import type { Area, Registry } from '../../src/policy/area.ts';

const PRINCIPALS = ['user:a', 'user:b', 'role:c'] as const;
const VERBS = ['pull', 'push', 'delete'] as const;
const NAMES = ['prod', 'test'];
const INSTANCES = ['cri-1', 'cri-2'];
const PATTERNS = ['x/*', 'y/*'];

const some = <T>(items: readonly T[], minLength = 1) => fc.subarray([...items], { minLength });
const source = { file: 'acr-access.yaml', line: 1, column: 1 };
const uniqueBy = <T>(arbitrary: fc.Arbitrary<T>, selector: (entry: T) => string, maxLength = 3) =>
  fc.uniqueArray(arbitrary, { selector, maxLength });

/** `full` is all of the verbs in this small world too, as nobody can hold any other here. */
const can = fc.oneof({ weight: 5, arbitrary: some<Guardrail['can'][number]>(VERBS) }, fc.constant(['full' as const]));
const areas = (names: readonly string[]) =>
  some(names.flatMap((registry) => PATTERNS.map((pattern): Area => ({ registry, pattern }))));

const guardrail = (names: readonly string[]): fc.Arbitrary<Guardrail> =>
  fc.record({ id: fc.constantFrom('g', 'h'), on: areas(names), source: fc.constant(source) }).chain((base) =>
    fc.oneof(
      fc.record({ only: some(PRINCIPALS, 0), can }).map((rule) => ({ ...base, kind: 'only' as const, ...rule })),
      fc.record({ keep: some(PRINCIPALS), can }).map((rule) => ({ ...base, kind: 'keep' as const, ...rule })),
      can.map((verbs) => ({ ...base, kind: 'no-new' as const, can: verbs })),
      some(VERBS, 2).map((verbs) => ({ ...base, kind: 'separate' as const, can: verbs })),
    ),
  );

const expectation = (names: readonly string[]): fc.Arbitrary<Expectation> =>
  fc.record({
    who: fc.constantFrom(...PRINCIPALS),
    can: fc.constantFrom(...VERBS),
    on: areas(names).map(([first]) => first!),
    allowed: fc.boolean(),
    source: fc.constant(source),
  });

const exception: fc.Arbitrary<Exception> = fc.record({
  id: fc.constantFrom('LP04', 'LP02'),
  on: fc.constantFrom('grant/a', 'grant/b'),
  reason: fc.constantFrom('why', 'why not'),
  until: fc.constantFrom('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', '2028-01-01T00:00:00Z'),
  source: fc.constant(source),
});

const settings: fc.Arbitrary<AccessConfig['settings']> = fc.record({
  prefix: fc.constantFrom('acr-access-', 'other-'),
  owner: fc.constantFrom(undefined, 'org/repo'),
  systemPolicies: fc.constantFrom('enforce', 'report'),
  ignore: some(['user:a', 'role:*'], 0),
  protect: some(['user:a', 'user:b', '*'], 0),
  limits: fc.record({ removals: fc.nat(50), removalPercent: fc.nat(100) }),
});

/** Names and instances of registries vary independently, so that changes rename, swap, add and drop them. */
const registries: fc.Arbitrary<readonly Registry[]> = fc
  .tuple(some(NAMES), fc.shuffledSubarray(INSTANCES, { minLength: 2 }))
  .map(([names, instances]) =>
    names.map((name, index) => ({ name, edition: 'enterprise', instance: instances[index]!, region: 'cn-hangzhou' })),
  );

const anyConfig: fc.Arbitrary<AccessConfig> = registries.chain((declared) => {
  const names = declared.map(({ name }) => name);
  return fc.record({
    file: fc.constant('acr-access.yaml'),
    account: fc.constant('1234567890123456'),
    registries: fc.constant(declared),
    users: fc.constant(undefined),
    groups: fc.constant(undefined),
    grants: fc.constant([]),
    guardrails: uniqueBy(guardrail(names), ({ id }) => id),
    expect: fc.array(expectation(names), { maxLength: 3 }),
    exceptions: uniqueBy(exception, ({ id, on }) => `${id} ${on}`),
    settings,
  });
});

/** Two files of which one is the other with a few small edits: where rules are nearly the same, slips would hide. */
const baseAndHead: fc.Arbitrary<readonly [AccessConfig, AccessConfig]> = fc.oneof(
  fc.tuple(anyConfig, anyConfig),
  anyConfig.chain((base) => {
    const names = base.registries.map(({ name }) => name);
    const fields = { on: areas(names), can: some(VERBS, 2), only: some(PRINCIPALS, 0), keep: some(PRINCIPALS) };
    const edit = fc.record({ ...fields, field: fc.constantFrom('on', 'can', 'only', 'keep') });
    return fc.tuple(fc.array(edit, { minLength: 2, maxLength: 2 }), fc.boolean()).map(([edits, swaps]) => {
      const guardrails = base.guardrails.map((rule, index) => {
        const { field, ...values } = edits[index]!;
        return field in rule ? ({ ...rule, [field]: values[field] } as Guardrail) : rule;
      });
      const instances = base.registries.map((registry) => ({
        ...registry,
        instance: swaps === (registry.edition === 'enterprise' && registry.instance === 'cri-1') ? 'cri-2' : 'cri-1',
      }));
      return [base, { ...base, guardrails, registries: instances as readonly Registry[] }] as const;
    });
  }),
);

/** Who holds what: `principal verb instance pattern`. */
type Holdings = ReadonlySet<string>;
const EVERYTHING = PRINCIPALS.flatMap((who) =>
  VERBS.flatMap((verb) =>
    INSTANCES.flatMap((instance) => PATTERNS.map((pattern) => `${who} ${verb} ${instance} ${pattern}`)),
  ),
);
/** Nearly nothing and nearly everything: where one holding more or less decides. */
const EXTREMES: readonly Holdings[] = EVERYTHING.flatMap((one) => [
  new Set([one]),
  new Set(EVERYTHING.filter((held) => held !== one)),
]);
const worlds = fc
  .array(
    fc.subarray(EVERYTHING).map((held): Holdings => new Set(held)),
    { maxLength: 20 },
  )
  .map((random) => [...EXTREMES, ...random]);

/** What the rules of a file refuse of an account, by the definitions of design section 3. */
function refuses({ guardrails, expect: expected, registries: declared }: AccessConfig, held: Holdings): boolean {
  const holds = (who: string, verb: string, { registry, pattern }: Area): boolean => {
    const found = declared.find(({ name }) => name === registry);
    if (found?.edition !== 'enterprise') throw new Error(`registry ${registry} is not declared`);
    return held.has(`${who} ${verb} ${found.instance} ${pattern}`);
  };
  const verbs = ({ can: named }: Guardrail) => (named.includes('full') ? VERBS : named);
  const breaks = (rule: Guardrail): boolean =>
    rule.on.some((on) => {
      const any = (who: string) => verbs(rule).some((verb) => holds(who, verb, on));
      const all = (who: string) => verbs(rule).every((verb) => holds(who, verb, on));
      if (rule.kind === 'only') return PRINCIPALS.some((who) => !rule.only.includes(who) && any(who));
      if (rule.kind === 'keep') return rule.keep.some((who) => !all(who));
      return rule.kind === 'no-new' ? PRINCIPALS.some(any) : PRINCIPALS.some(all);
    });
  return guardrails.some(breaks) || expected.some((one) => holds(one.who, one.can, one.on) !== one.allowed);
}

describe('a change of the rules', () => {
  it('that changes nothing weakens nothing', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        expect(judgedConfig(config, structuredClone(config))).toEqual({ config, weakenings: [] });
      }),
    );
  });

  it('that only adds strictness weakens nothing and judges itself', () => {
    const stricter = (config: AccessConfig, fresh: AccessConfig, less: number): AccessConfig => ({
      ...config,
      guardrails: [
        ...config.guardrails.map((rule) => (rule.kind === 'only' ? { ...rule, only: rule.only.slice(less) } : rule)),
        { ...fresh.guardrails[0], id: 'new', kind: 'no-new', can: ['push'], on: [], source },
      ],
      expect: [
        ...config.expect,
        {
          who: 'user:new',
          can: 'pull',
          on: config.expect[0]?.on ?? { registry: config.registries[0]!.name, pattern: 'z' },
          allowed: true,
          source,
        },
      ],
      exceptions: config.exceptions.slice(less).map((entry) => ({ ...entry, until: '2025-01-01T00:00:00Z' })),
      settings: {
        ...config.settings,
        systemPolicies: 'enforce',
        protect: [
          ...config.settings.protect,
          ...fresh.settings.protect.filter((one) => !config.settings.protect.includes(one)),
        ],
        limits: { removals: Math.floor(config.settings.limits.removals / 2), removalPercent: 0 },
      },
    });
    fc.assert(
      fc.property(anyConfig, anyConfig, fc.nat(1), (config, fresh, less) => {
        const head = stricter(config, fresh, less);
        expect(judgedConfig(head, config)).toEqual({ config: head, weakenings: [] });
      }),
    );
  });

  it('is never judged by weaker rules than those before it', () => {
    fc.assert(
      fc.property(baseAndHead, worlds, ([base, head], accounts) => {
        const { config } = judgedConfig(head, base);
        const escaped = accounts.filter((held) => refuses(base, held) && !refuses(config, held));
        expect(escaped).toEqual([]);
        expect(config.settings.limits.removals).toBeLessThanOrEqual(base.settings.limits.removals);
        expect(config.settings.limits.removalPercent).toBeLessThanOrEqual(base.settings.limits.removalPercent);
        expect(config.settings.protect).toEqual(expect.arrayContaining([...base.settings.protect]));
        expect(new Set(config.settings.ignore)).toEqual(new Set(base.settings.ignore));
        expect(config.settings.prefix).toBe(base.settings.prefix);
        if (base.settings.systemPolicies === 'enforce') expect(config.settings.systemPolicies).toBe('enforce');
        for (const { id, on, until } of config.exceptions) {
          const before = base.exceptions.find((entry) => entry.id === id && entry.on === on);
          expect(Date.parse(before?.until ?? '')).toBeGreaterThanOrEqual(Date.parse(until));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('says so exactly when something else than the changed file judges', () => {
    fc.assert(
      fc.property(baseAndHead, ([base, head]) => {
        const { config, weakenings } = judgedConfig(head, base);
        expect(JSON.stringify(config) === JSON.stringify(head)).toBe(weakenings.length === 0);
      }),
      { numRuns: 1000 },
    );
  });
});
