import fc from 'fast-check';

type Path = readonly (string | number)[];

/** Every place of a document, the document itself first. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, child]) => pathsIn(child, [...path, key]))];
}

const at = (document: unknown, path: Path): unknown =>
  path.reduce((value, key) => (value as Record<string | number, unknown>)[key], document);

/** A copy of the document with something else at a place; `undefined` takes the place out. */
function replaced(document: unknown, path: Path, value: unknown): unknown {
  const last = path.at(-1);
  if (last === undefined) return value ?? {};
  const copy = structuredClone(document);
  const parent = at(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  if (value !== undefined) parent[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return copy;
}

const scalar = fc.oneof(
  fc.constantFrom('', '1', 'pull', 'full', 'absent', 'user:alice', 'prod:a/*', '2027-01-01', '*', 'Allow', 'enforce'),
  fc.constantFrom(0, 1, -1, 1.5, 100, 101, 1_000_000, 1_000_001, 2 ** 60),
  fc.constantFrom(true, false, null),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('can', 'to', 'on', 'region', 'id', 'x'), scalar, { maxKeys: 3 }),
);

type Edit = (document: unknown) => unknown;

/** One thing that somebody may do to a file, right or wrong. */
const edit = fc
  .record({ where: fc.nat(), from: fc.nat(), value, kind: fc.constantFrom('set', 'out', 'key', 'list', 'copy') })
  .map(({ where, from, value: fresh, kind }): Edit => {
    return (document) => {
      const paths = pathsIn(document);
      const path = paths[where % paths.length]!;
      const old = at(document, path);
      switch (kind) {
        case 'set':
          return replaced(document, path, fresh);
        case 'out':
          return replaced(document, path, undefined);
        case 'key':
          return typeof old === 'object' && old !== null && !Array.isArray(old)
            ? replaced(document, path, { ...old, cna: fresh })
            : document;
        case 'list':
          return replaced(document, path, Array.isArray(old) && old.length > 0 ? old[0] : [old]);
        case 'copy':
          return replaced(document, path, structuredClone(at(document, paths[from % paths.length]!)));
      }
    };
  });

/** Good files with up to three edits: about a third of them are right. */
export const changedDocument = (documents: readonly object[]): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.constantFrom(...documents), fc.array(edit, { maxLength: 3 }))
    .map(([document, edits]) => edits.reduce<unknown>((changed, one) => one(changed), document));
