import { z } from 'zod/mini';

/**
 * The shape of acr-access.yaml as it is written: keys and types, nothing more. What the values mean (names, areas,
 * dates, references) is checked by `rules/`. The published JSON Schema is made from this, so nothing here transforms;
 * what each key means is said in `scripts/schema/notes.ts`.
 */

const text = z.string();
const oneOrMore = z.union([text, z.array(text).check(z.maxLength(10_000))]);

/** Every glob is tried on every principal, so their number is bounded. */
const globs = z.union([text, z.array(text).check(z.maxLength(100))]);

export const ACCESS_LEVELS = ['pull', 'push', 'full'] as const;
export const VERBS = ['login', 'pull', 'push', 'create', 'delete', 'list', 'network', 'admin'] as const;
export const VERBS_OR_FULL = [...VERBS, 'full'] as const;
const verb = z.enum(VERBS_OR_FULL);
const verbs = z.union([verb, z.array(verb).check(z.maxLength(100))]);

const registry = z.strictObject({
  edition: z.optional(z.enum(['enterprise', 'personal'])),
  instance: z.optional(text),
  region: text,
});

const user = z.strictObject({
  displayName: z.optional(text),
  comments: z.optional(text),
  state: z.optional(z.enum(['present', 'absent'])),
});

const group = z.strictObject({
  comments: z.optional(text),
  members: z.optional(oneOrMore),
});

const statement = z.strictObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.optional(z.record(text, z.record(text, oneOrMore))),
});

const grant = z.strictObject({
  reason: z.optional(text),
  can: z.optional(z.enum(ACCESS_LEVELS)),
  on: z.optional(oneOrMore),
  policy: z.optional(text),
  statements: z.optional(z.array(statement).check(z.maxLength(1_000))),
  to: oneOrMore,
  replaces: z.optional(oneOrMore),
  scope: z.optional(text),
  console: z.optional(z.boolean()),
  create: z.optional(z.boolean()),
  login: z.optional(z.boolean()),
  until: z.optional(text),
});

const guardrail = z.strictObject({
  id: text,
  only: z.optional(oneOrMore),
  keep: z.optional(oneOrMore),
  'no-new': z.optional(verbs),
  separate: z.optional(verbs),
  can: z.optional(verbs),
  on: oneOrMore,
});

const expectation = z.strictObject({ who: text, can: verb, on: text, allowed: z.boolean() });

const exception = z.strictObject({ id: text, on: text, reason: text, until: text });

const settings = z.strictObject({
  prefix: z.optional(text),
  owner: z.optional(text),
  systemPolicies: z.optional(z.enum(['enforce', 'report'])),
  ignore: z.optional(globs),
  protect: z.optional(globs),
  limits: z.optional(
    z.strictObject({
      removals: z.optional(z.int().check(z.minimum(0), z.maximum(1_000_000))),
      removalPercent: z.optional(z.number().check(z.minimum(0), z.maximum(100))),
    }),
  ),
});

/** A mapping of names; `[]` is accepted for "none", as everywhere in the file. */
const named = <Entry extends z.ZodMiniType>(entry: Entry) =>
  z.union([z.record(text, entry), z.array(z.never()).check(z.maxLength(0))]);

export const WrittenConfig = z.strictObject({
  version: z.literal(1),
  account: text,
  registries: z.optional(named(registry)),
  users: z.optional(named(user)),
  groups: z.optional(named(group)),
  grants: z.optional(named(grant)),
  guardrails: z.optional(z.array(guardrail).check(z.maxLength(10_000))),
  expect: z.optional(z.array(expectation).check(z.maxLength(10_000))),
  exceptions: z.optional(z.array(exception).check(z.maxLength(10_000))),
  settings: z.optional(settings),
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
