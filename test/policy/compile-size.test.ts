import { describe, expect, it } from 'vitest';
import type { Registry } from '../../src/policy/area.ts';
import { sameMeaning } from '../../src/policy/canonical.ts';
import { compileGrant, formatDocument } from '../../src/policy/compile.ts';
import { MAX_POLICY_BYTES, type PolicyDocument, type Statement } from '../../src/policy/document.ts';
import { byteLength } from '../../src/policy/format.ts';

const prod: Registry = { name: 'prod', edition: 'enterprise', instance: 'cri-prod0000000002', region: 'cn-hangzhou' };

function documentsOf(compiled: ReturnType<typeof compileGrant>): readonly PolicyDocument[] {
  if (!compiled.ok) throw new Error(compiled.problem);
  return compiled.documents;
}

const full = (patterns: readonly string[]) =>
  documentsOf(
    compileGrant({
      access: {
        kind: 'level',
        can: 'full',
        on: patterns.map((pattern) => ({ registry: prod, pattern })),
        create: true,
        console: true,
        login: undefined,
      },
      until: '2026-12-31T00:00:00Z',
    }),
  );

const raw = (...statements: Statement[]) =>
  compileGrant({ access: { kind: 'statements', statements }, until: undefined });
const names = <Entry>(count: number, name: (index: number) => Entry) =>
  Array.from({ length: count }, (_, index) => name(index));
const repositories = (count: number) => names(count, (index) => `team-${index % 97}/service-${index}`);

/** One document of everything; only its meaning counts, so its size does not. */
const joined = (documents: readonly PolicyDocument[]) => ({
  Version: '1',
  Statement: documents.flatMap(({ Statement }) => Statement),
});

describe('a grant that is larger than a policy', () => {
  it.each([1, 30, 60, 100, 1_000, 5_000])('is split into documents that fit and lose nothing: %i areas', (count) => {
    const documents = full(repositories(count));
    for (const document of documents)
      expect(byteLength(formatDocument(document))).toBeLessThanOrEqual(MAX_POLICY_BYTES);
    const pairs = documents.flatMap(({ Statement }) =>
      Statement.flatMap(({ Action, Resource }) => [Resource].flat().map((resource) => `${String(Action)} ${resource}`)),
    );
    const id = 'acs:cr:cn-hangzhou:*:repository/cri-prod0000000002';
    const namespaces = new Set(repositories(count).map((repository) => repository.split('/')[0]!));
    expect(new Set(pairs)).toEqual(
      new Set([
        ...repositories(count).map((repository) => `cr:* ${id}/${repository}`),
        ...[...namespaces].map((namespace) => `cr:CreateRepository,cr:Get*,cr:List* ${id}/${namespace}`),
        'cr:GetAuthorizationToken,cr:ListInstance,cr:ListNamespace *',
        'cr:GetInstance*,cr:ListInstance* acs:cr:cn-hangzhou:*:instance/cri-prod0000000002',
        `cr:ListRepository ${id}/*`,
      ]),
    );
    expect(pairs).toHaveLength(new Set(pairs).size);
  });

  it('uses most of the room of each document but the last', () => {
    const documents = full(repositories(2_000));
    for (const document of documents.slice(0, -1)) {
      expect(byteLength(formatDocument(document))).toBeGreaterThan(MAX_POLICY_BYTES * 0.7);
    }
  });

  it('changes one document, rarely more, when an area is added', () => {
    const before = new Set(full(repositories(2_000)).map(formatDocument));
    const changed = names(20, (index) => `team-${index}/added`).map(
      (added) =>
        full([...repositories(2_000), added]).filter((document) => !before.has(formatDocument(document))).length,
    );
    expect(before.size).toBeGreaterThan(25);
    expect(changed.filter((count) => count === 1).length).toBeGreaterThanOrEqual(16);
  });

  it('fills a document to the last byte', () => {
    const size = (length: number) => {
      const documents = documentsOf(raw({ Effect: 'Allow', Action: 'cr:A', Resource: ['a', 'b'.repeat(length)] }));
      return documents.map((document) => byteLength(formatDocument(document)));
    };
    const rest = MAX_POLICY_BYTES - size(1)[0]! + 1;
    expect(size(rest)).toEqual([MAX_POLICY_BYTES]);
    expect(size(rest + 1)).toHaveLength(2);
  });

  it('fills a document with one resource to the last byte', () => {
    const statement = (length: number): Statement => ({
      Effect: 'Allow',
      Action: ['cr:A', 'cr:B'],
      Resource: 'x'.repeat(length),
    });
    const frame = byteLength(formatDocument(documentsOf(raw(statement(1)))[0]!)) - 1;
    expect(documentsOf(raw(statement(MAX_POLICY_BYTES - frame)))).toHaveLength(1);
    expect(documentsOf(raw(statement(MAX_POLICY_BYTES - frame + 1)))).toHaveLength(2);
  });

  it('counts bytes, not characters', () => {
    const statements = names(
      300,
      (index): Statement => ({ Effect: 'Deny', Action: 'cr:A', Resource: `acs:cr:*:*:repository/库/镜像${index}"` }),
    );
    const documents = documentsOf(raw(...statements));
    for (const document of documents)
      expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThanOrEqual(MAX_POLICY_BYTES);
    expect(sameMeaning(joined(documents), { Version: '1', Statement: statements })).toBe(true);
  });

  it('divides the actions of a statement that is too large for one resource', () => {
    const statements = names(
      20,
      (index): Statement => ({
        Effect: 'Allow',
        Action: names(60, (action) => `cr:Action${index * 60 + action}`),
        Resource: ['acs:cr:*:*:repository/a', 'acs:cr:*:*:repository/b'],
      }),
    );
    const documents = documentsOf(raw(...statements));
    expect(documents.length).toBeGreaterThan(2);
    for (const document of documents)
      expect(byteLength(formatDocument(document))).toBeLessThanOrEqual(MAX_POLICY_BYTES);
    expect(sameMeaning(joined(documents), { Version: '1', Statement: statements })).toBe(true);
  });

  it.each<[string, Statement]>([
    ['a resource', { Effect: 'Allow', Action: ['cr:A', 'cr:B'], Resource: 'x'.repeat(6_100) }],
    ['an action', { Effect: 'Allow', Action: ['cr:A', `cr:${'x'.repeat(6_100)}`], Resource: '*' }],
    ['exceptions', { Effect: 'Deny', NotAction: names(500, (index) => `cr:Action${index}`), Resource: '*' }],
    [
      'a condition',
      {
        Effect: 'Allow',
        Action: 'cr:A',
        Resource: '*',
        Condition: { IpAddress: { 'acs:SourceIp': names(500, (i) => `192.0.2.${i}/32`) } },
      },
    ],
  ])('is refused where %s alone does not fit', (_name, statement) => {
    expect(raw(statement)).toEqual({ ok: false, problem: expect.stringContaining('larger than the 6,144 bytes') });
  });
});
