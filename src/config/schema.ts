import { z } from 'zod';

/**
 * The shape of acr-access.yaml as it is written: keys and types, nothing more. What the values mean (names, areas,
 * dates, references) is checked by `rules/`. The published JSON Schema is made from this, so nothing here transforms;
 * what each key means is said in `scripts/schema/notes.ts`.
 */

const text = z.string();
const oneOrMore = z.union([text, z.array(text).max(10_000)]);

/** Every glob is tried on every principal, so their number is bounded. */
const globs = z.union([text, z.array(text).max(100)]);

export const ACCESS_LEVELS = ['pull', 'push', 'full'] as const;
export const VERBS = ['login', 'pull', 'push', 'create', 'delete', 'list', 'network', 'admin'] as const;
export const VERBS_OR_FULL = [...VERBS, 'full'] as const;
const verb = z.enum(VERBS_OR_FULL);
const verbs = z.union([verb, z.array(verb).max(100)]);

const registry = z.strictObject({
  edition: z.enum(['enterprise', 'personal']).optional(),
  instance: text.optional(),
  region: text,
});

const user = z.strictObject({
  displayName: text.optional(),
  comments: text.optional(),
  state: z.enum(['present', 'absent']).optional(),
});

const group = z.strictObject({
  comments: text.optional(),
  members: oneOrMore.optional(),
});

const statement = z.strictObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.record(text, z.record(text, oneOrMore)).optional(),
});

const grant = z.strictObject({
  reason: text.optional(),
  can: z.enum(ACCESS_LEVELS).optional(),
  on: oneOrMore.optional(),
  policy: text.optional(),
  statements: z.array(statement).max(1_000).optional(),
  to: oneOrMore,
  replaces: oneOrMore.optional(),
  scope: text.optional(),
  console: z.boolean().optional(),
  create: z.boolean().optional(),
  login: z.boolean().optional(),
  until: text.optional(),
});

const guardrail = z.strictObject({
  id: text,
  only: oneOrMore.optional(),
  keep: oneOrMore.optional(),
  'no-new': verbs.optional(),
  separate: verbs.optional(),
  can: verbs.optional(),
  on: oneOrMore,
});

const expectation = z.strictObject({ who: text, can: verb, on: text, allowed: z.boolean() });

const exception = z.strictObject({ id: text, on: text, reason: text, until: text });

const settings = z.strictObject({
  prefix: text.optional(),
  owner: text.optional(),
  systemPolicies: z.enum(['enforce', 'report']).optional(),
  ignore: globs.optional(),
  protect: globs.optional(),
  limits: z
    .strictObject({
      removals: z.int().min(0).max(1_000_000).optional(),
      removalPercent: z.number().min(0).max(100).optional(),
    })
    .optional(),
});

/** A mapping of names; `[]` is accepted for "none", as everywhere in the file. */
const named = <Entry extends z.ZodType>(entry: Entry) => z.union([z.record(text, entry), z.array(z.never()).max(0)]);

export const WrittenConfig = z.strictObject({
  version: z.literal(1),
  account: text,
  registries: named(registry).optional(),
  users: named(user).optional(),
  groups: named(group).optional(),
  grants: named(grant).optional(),
  guardrails: z.array(guardrail).max(10_000).optional(),
  expect: z.array(expectation).max(10_000).optional(),
  exceptions: z.array(exception).max(10_000).optional(),
  settings: settings.optional(),
});

export type WrittenConfig = z.infer<typeof WrittenConfig>;
export type WrittenRegistry = z.infer<typeof registry>;
export type WrittenUser = z.infer<typeof user>;
export type WrittenGroup = z.infer<typeof group>;
export type WrittenGrant = z.infer<typeof grant>;
export type WrittenStatement = z.infer<typeof statement>;
export type WrittenGuardrail = z.infer<typeof guardrail>;

/** What is left of a file when every value that breaks the schema is taken out: all keys may be missing. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;
