import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDocument, compareDocuments, sameMeaning } from '../../src/policy/canonical.ts';
import { compileGrant } from '../../src/policy/compile.ts';
import type { OneOrMore, PolicyDocument, Statement } from '../../src/policy/document.ts';

const action = fc.constantFrom('cr:*', 'cr:Get*', 'cr:List*', 'cr:PullRepository', 'cr:PushRepository', 'cr:GetScan');
const resource = fc.constantFrom(
  '*',
  ...['a', 'a/*', 'b/x', 'B/x', 'c*'].map((path) => `acs:cr:*:*:repository/${path}`),
);
const list = (entry: fc.Arbitrary<string>) => fc.uniqueArray(entry, { minLength: 1, maxLength: 4 });
const values = list(fc.constantFrom('true', 'false', '1', 'x', 'X'));
const condition = fc.dictionary(
  fc.constantFrom('StringEquals', 'StringNotEquals', 'Bool'),
  fc.dictionary(fc.constantFrom('acs:a', 'acs:A', 'acs:b'), values, { minKeys: 1, noNullPrototype: true }),
  { minKeys: 1, noNullPrototype: true },
);
const statement: fc.Arbitrary<Statement> = fc
  .record({
    effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    actions: list(action),
    inverted: fc.boolean(),
    resources: list(resource),
    when: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, condition),
  })
  .map(({ effect, actions, inverted, resources, when }) => ({
    Effect: effect,
    ...(inverted ? { NotAction: actions } : { Action: actions }),
    Resource: resources,
    ...(when === undefined ? {} : { Condition: when }),
  }));
const statementList = fc.array(statement, { minLength: 1, maxLength: 5 });
const document: fc.Arbitrary<PolicyDocument> = statementList.map((Statement) => ({ Version: '1', Statement }));

/** The same list in other words: other order, repetitions, a string for a list of one, other case. */
function reworded(entries: OneOrMore, anyCase: boolean): fc.Arbitrary<OneOrMore> {
  const list = [entries].flat();
  return fc
    .tuple(fc.shuffledSubarray(list, { minLength: list.length }), fc.subarray(list), fc.boolean(), fc.boolean())
    .map(([shuffled, repeated, single, upper]) => {
      const all = [...shuffled, ...repeated].map((entry) => (anyCase && upper ? entry.toUpperCase() : entry));
      return single && all.length === 1 ? all[0]! : all;
    });
}

function rewordedStatement(original: Statement): fc.Arbitrary<object> {
  const { Effect, Action, NotAction, Resource, Condition } = original;
  const conditions = Object.entries(Condition ?? {}).map(([operator, keys]) =>
    fc
      .record(Object.fromEntries(Object.entries(keys).map(([key, entries]) => [key, reworded(entries, false)])))
      .map((record) => [operator, Object.fromEntries(Object.entries(record).reverse())] as const),
  );
  return fc.record<object>({
    Resource: reworded(Resource, false),
    ...(NotAction === undefined ? { Action: reworded(Action!, true) } : { NotAction: reworded(NotAction, true) }),
    Condition: fc.tuple(...conditions).map((entries) => Object.fromEntries(entries.reverse())),
    Effect: fc.constant(Effect),
  });
}

/** Cuts a statement in two along one of its lists; `NotAction` cannot be cut. */
function cut(original: Statement): Statement[] {
  const resources = [original.Resource].flat();
  const actions = [original.Action ?? []].flat();
  if (resources.length > 1) {
    return [
      { ...original, Resource: resources.slice(0, 1) },
      { ...original, Resource: resources },
    ];
  }
  if (actions.length > 1) {
    return [
      { ...original, Action: actions.slice(1) },
      { ...original, Action: actions.slice(0, 1) },
    ];
  }
  return [original];
}

const rewordedDocument = (original: PolicyDocument) =>
  fc
    .tuple(...original.Statement.flatMap(cut).map(rewordedStatement))
    .chain((list) => fc.tuple(fc.shuffledSubarray(list, { minLength: list.length }), fc.subarray(list)))
    .map(([shuffled, repeated]) => ({ Statement: [...shuffled, ...repeated], Version: '1' }));

/**
 * What a document stands for, written down as plainly as possible and apart from the code under test: for each effect and
 * condition the pairs of action entry and resource entry.
 */
function meaning({ Statement }: PolicyDocument): Set<string> {
  const sorted = (value: OneOrMore) => [...new Set([value].flat())].sort();
  return new Set(
    Statement.flatMap(({ Effect, Action, NotAction, Resource, Condition }) => {
      const when = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, entries]) => JSON.stringify([operator, key, sorted(entries)])),
      );
      const actions = NotAction === undefined ? [Action!].flat() : [`not ${sorted(NotAction).join()}`];
      return [Resource]
        .flat()
        .flatMap((entry) => actions.map((name) => JSON.stringify([Effect, name.toLowerCase(), entry, when.sort()])));
    }),
  );
}

const equalSets = (a: Set<string>, b: Set<string>) => a.symmetricDifference(b).size === 0;

describe('laws of policy equality', () => {
  it('a document means the same in other words', () => {
    const pair = document.chain((original) => fc.tuple(fc.constant(original), rewordedDocument(original)));
    fc.assert(
      fc.property(pair, ([original, other]) => {
        expect(sameMeaning(original, other)).toBe(true);
        expect(canonicalDocument(other)).toEqual(canonicalDocument(original));
      }),
    );
  });

  it('two documents are the same exactly when their pairs of actions and resources are', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        expect(sameMeaning(a, b)).toBe(equalSets(meaning(a), meaning(b)));
      }),
    );
  });

  it('a single change of what a document stands for is seen', () => {
    const changed = document.chain((original) =>
      fc
        .record({ index: fc.nat(original.Statement.length - 1), by: statement, part: fc.constantFrom(...PARTS) })
        .map(({ index, by, part }) => [original, withPart(original, index, by, part)] as const),
    );
    fc.assert(
      fc.property(changed, ([before, after]) => {
        expect(compareDocuments(before, after) === 'different').toBe(!equalSets(meaning(before), meaning(after)));
      }),
      { numRuns: 500 },
    );
  });

  it('the canonical form is its own canonical form', () => {
    fc.assert(
      fc.property(document, (original) => {
        const canonical = canonicalDocument(original);
        expect(canonicalDocument(canonical)).toEqual(canonical);
        expect(sameMeaning(original, canonical)).toBe(true);
      }),
    );
  });

  it('no value at all makes it throw, and a copy is equal', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 8 }),
        fc.anything({ withNullPrototype: true, withBigInt: true }),
        (json, any) => {
          expect(compareDocuments(json, structuredClone(json))).toBe('same-text');
          expect(['same-text', 'different']).toContain(compareDocuments(any, any));
          expect(compareDocuments(any, { Version: '1', Statement: [any] })).toBe('different');
        },
      ),
    );
  });

  it('compiled statements mean what was given and come out the same for every order', () => {
    const pair = statementList.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
    );
    fc.assert(
      fc.property(pair, ([list, shuffled]) => {
        const [one, other] = [list, shuffled].map((statements) =>
          compileGrant({ access: { kind: 'statements', statements }, until: undefined }),
        );
        expect(other).toEqual(one);
        expect(one?.ok && sameMeaning(one.documents[0], { Version: '1', Statement: list })).toBe(true);
      }),
    );
  });
});

const PARTS = ['Effect', 'Action', 'Resource', 'Condition', 'all'] as const;

function withPart(
  original: PolicyDocument,
  index: number,
  by: Statement,
  part: (typeof PARTS)[number],
): PolicyDocument {
  const { Action: _action, NotAction: _notAction, ...rest } = original.Statement[index]!;
  const { Condition: _condition, ...unconditional } = original.Statement[index]!;
  const actions = by.NotAction === undefined ? { Action: by.Action! } : { NotAction: by.NotAction };
  const changes: Record<(typeof PARTS)[number], Statement> = {
    Effect: { ...original.Statement[index]!, Effect: by.Effect },
    Action: { ...rest, ...actions },
    Resource: { ...original.Statement[index]!, Resource: by.Resource },
    Condition: { ...unconditional, ...(by.Condition === undefined ? {} : { Condition: by.Condition }) },
    all: by,
  };
  return { Version: '1', Statement: original.Statement.with(index, changes[part]) };
}
